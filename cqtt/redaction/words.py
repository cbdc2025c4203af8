"""Words that tell names of people from everything else that is written with capitals; read by `names`."""

from cqtt.redaction.reading import PhraseList, WordList

FAMILIES = WordList(
    """nguyễn nguyển trần lê phạm hoàng huỳnh phan vũ võ vỏ đặng bùi đỗ hồ ngô dương lý lí đinh trịnh mai đào đoàn lâm
    tô trương cao tạ hà châu thái lương vương quách tăng la kiều văn tống triệu nghiêm thạch sơn kim danh điểu lưu
    phùng tôn từ mạc ninh giang diệp khưu bạch chu doãn đàm hứa khổng lại lục mạch nhan nông ngụy phí quan sầm thân
    tiêu trình ng uông viên vi âu bành cù cung cổ đái đậu giáp hạ hàn hầu kha khúc liêu lô lỗ lữ mã mẫn mông nhâm
    nhữ phó phương sử thiều trà tưởng vòng chướng lầu sú chíu chìu phoòng thổ thích ung bế lò lường quảng đổng ong
    tiền thi"""
)
# Families whose word hardly means anything else: they tell a name also in small letters.
CLEAR_FAMILIES = WordList("nguyễn nguyển huỳnh trịnh")
COMMON_FAMILIES = WordList(
    """nguyễn nguyển trần lê phạm hoàng huỳnh phan vũ võ vỏ đặng bùi đỗ hồ ngô dương lý lí đinh trịnh mai đào đoàn lâm
    tô trương cao tạ hà châu thái lương vương điểu lưu phùng tống triệu vòng thạch"""
)
GENDER_MIDDLES = WordList("văn thị")
MIDDLES = WordList(
    """văn thị hữu đức công quốc minh thanh ngọc kim hoàng xuân thu bích mỹ tuấn anh quang đình trọng bá thế gia bảo
    phương thùy hồng như tấn phước thành trung duy đăng khắc mạnh viết hoài nhật tiến chí đại thiên kiều lan tuyết
    diệu cẩm quỳnh yến thảo khánh hải vĩnh phú hùng nam trường sỹ sĩ tường bình mai"""
)
# What follows Văn or Thị in "Nhà Văn Hóa", "Phòng Văn Thư", "Ủy ban, Thị Trấn" is no given name.
NOT_GIVEN = WordList("hóa học phòng bản nghệ thư hiến bằng kiện trấn xã trường chính sách sát hội tộc hào lang")

# Families that even without marks and capitals are seldom another word.
CLEAR_WITHOUT_MARKS = WordList("nguyen tran le pham huynh hoang dang bui phan vo vu ngo truong trinh")

# Given names that are hardly ever another word: they tell a name also in small letters, after "anh", "chị".
DISTINCT_GIVEN = WordList(
    """tuấn hùng dũng nhung thảo linh huyền loan oanh yến trinh tuyết phượng thúy thùy quỳnh vy khánh phúc thịnh tú
    tùng vinh trâm trang trúc thư uyên khôi khang đức hiếu kiên lâm ngân ngọc nga như diễm duyên đạt giang hằng hiền
    hưng khuê lệ liên mai mạnh my nguyệt nhi nhã phong quân quyên sơn thắm thoa thơm tiên tiến toàn triết tuyền việt
    vân vũ xuân ánh điệp đăng lan huệ cúc đào hòa bích châu chiến chinh cường danh duy hạnh hoàng huy khoa kiệt lộc
    luân mỹ nghĩa nghị nhân nhật phát phước quang quý sang tài tâm tấn thanh thành thái thiện thuận tiến trí trọng
    trung tường"""
)
GIVEN = WordList(
    """an anh ánh ái bảo bé bích bình bửu cảnh cẩm chánh châu chi chiến chính chung chương cúc cường dân danh diễm diệp
    diệu dung dũng duy duyên dư đại đạo đạt đăng điền điệp định đoàn đông đồng đức được dương giang giàu hà hai hải
    hân hằng hạnh hảo hậu hiền hiệp hiếu hoa hòa hoài hoàn hoàng học hồng huệ hùng huy huyền hưng hương hường khải
    khang khanh khánh khiêm khoa khôi kiên kiệt kiều kim lam lan lành lâm lệ liên liễu linh loan long lộc lợi luân
    luận lực lương lưu ly mạnh mận mai mẫn mến mi minh mỹ my muội na nam nga ngà ngân nghi nghĩa nghị ngọc nguyên
    nguyệt nhã nhàn nhân nhật nhi nhiên như nhung ninh nở nương oanh phát phong phú phúc phụng phước phương phượng
    quân quang quế quí quốc quy quý quyên quyền quyết quỳnh sa sang sáng sáu sen sinh sơn sương tài tám tân tâm tấn
    thạch thái thanh thành thảo thạnh thắm thắng thân thật thế thêm thi thiện thiên thịnh thoa thơ thơm thông thu
    thuận thúy thùy thủy thư thương thưởng tiên tiến tín tính tình toàn toản tới trà trâm trân trang tri trí triết
    triệu trinh trọng trúc trung trường tú tuấn tuệ tùng tươi tường tuyền tuyết tư út uyên vân vàng vi viên việt
    vinh vĩnh vui vũ vương vy vỹ xinh xuân xuyến ý yên yến ba bảy năm chín mười hia"""
)
# "Anh Ba", "bà Tư": the people of the South are called by the order of their birth.
ORDINALS = WordList("ba tư năm sáu bảy tám chín mười út")
SECOND = WordList("hai")
CALLED_BY_NUMBER = WordList("hai ba tư năm sáu bảy tám chín mười út")
AFTER_ORDINAL = WordList(
    """nay ngoái trước sau tuổi lần người ngày tháng con giờ cái đứa mươi năm cây thứ trăm nghìn ngàn triệu chiếc căn
    nhà tôi cháu em này đó ấy hôm bữa tấm tờ bộ xã ấp"""
)

TITLES = WordList(
    """ông bà anh chị cô chú bác em cháu thầy con vợ chồng dì cậu mợ thím dượng mẹ má bố cụ bé ổng bả cổ ảnh chỉ bạn
    thằng đứa nhỏ sơ cha tức gặp"""
)
# Without marks these are too often something else: "ba" is three, "co" there is, "be", "chi" and "so" as well.
MARKED_TITLES = WordList("má bố cụ bé bạn đứa nhỏ sơ tức gặp dượng cậu")
PEOPLE = PhraseList("bà con")  # all of us, and none by name
KIN = WordList(
    """tôi em cháu con anh chị trai gái ruột rể dâu họ lớn út nhỏ nội ngoại nuôi mình ta cả thứ đầu hàng xóm tên là chủ
    giáo"""
)
ROLES = PhraseList(
    """trưởng ấp, phó ấp, ấp trưởng, ấp phó, cán bộ, công an, chủ tịch, bí thư, bác sĩ, bác sỹ, y tá, y sĩ, y sỹ, giáo
    viên, cô giáo, thầy giáo, hàng xóm, láng giềng, chủ nhà, chủ quán, chủ trọ, chủ xe, chủ đất, tài xế, nhân viên,
    bảo vệ, kế toán, tổ trưởng, tổ phó, hiệu trưởng, hiệu phó, thủ quỹ, địa chính, tư pháp, đồng chí, công chức,
    luật sư, linh mục, sư thầy, sư cô, ni sư, thượng tọa, đại đức, hòa thượng, điều dưỡng, dược sĩ, kỹ sư, thợ hồ,
    thu ngân, bà ngoại, bà nội, ông nội, ông ngoại, hộ ông, hộ bà, gia đình, nhà ông, nhà bà, phó phòng, trưởng
    phòng"""
)
SAINTS = WordList(
    """giuse maria phêrô phaolô gioan anna têrêsa đaminh martinô antôn gioakim micae phanxicô vinhsơn tôma matta luca
    catarina cecilia agata monica rosa augustinô"""
)

NICKNAMES = WordList(
    """đen trắng mập ốm lùn lớn nhỏ râu cụt thọt mù lé què heo gà vịt bò lúa ếch cò thơ tàu lính rượu gạo sún sẹo móm
    hô già còi ròm điếc câm xị béo đỏ lửa cá cua trâu dừa mía củi"""
)
# Who is called so is nearly always named next; after "con" or "em" anything may follow.
CALLED_TITLES = WordList("ông bà anh chị cô chú bác thầy dì cậu mợ thím dượng thằng cụ ổng bả tức")
NOT_CALLED = PhraseList(
    """chú ý, cô dâu, chú rể, thầy cô, thầy thuốc, thầy giáo, cô giáo, anh hùng, bà bầu, ông bà, cha mẹ, anh chị, chị
    em, cô bé, cậu bé, cô gái, anh ta, ông ta, bà ta, cô ta, chị ta, thầy trò, cô trò, bà mụ, ông trời, ông lão, bà
    lão, cụ già, cụ ông, cụ bà, anh nuôi, cô đơn, cô nhi, bác sĩ, bác sỹ, bác bỏ, cụ thể, chú trọng, anh em, em bé,
    bà con, chủ nhật, chu đáo, chủ trương, chu vi, cơ quan, có hồ, có thể, có khi, chi tiêu"""
)
ABBREVIATED = frozenset({"ng", "tr", "ph"})  # "Ng. Văn Bé"

WITH_THREE = PhraseList("ngã ba, thứ ba, tháng ba, số ba, khu ba, ấp ba")
# Before a word with a capital, these say that a place or a day follows and not a person.
BEFORE_PLACES = WordList(
    "ở về tại từ đến tới ra qua xuống lên vào gần khu thứ tháng ngày ấp xã số miền vùng tuyến chợ hướng giữa"
)
NAMED = WordList("tên gửi viết")
IS = WordList("là")
SELVES = WordList("tôi tui tao em cháu con mình nó chị anh ông bà người họ")
BETWEEN_NAMED = WordList("là tôi em cháu con mình nó thật của")

# A word of these, with what follows it, is a place or an office and stays: "đường Nguyễn Huệ", "ấp Bàu Cạn".
STREET_HEADS = WordList(
    """đường phố trường chợ cầu đình chùa miếu hồ suối sông kênh rạch bến cảng đập núi đồi thác giải quỹ thcs thpt th
    kcn kdc khách đảo hẻm trạm viện"""
)
STREET_PHRASES = PhraseList(
    """ngã ba, ngã tư, ngã năm, ngã sáu, vòng xoay, giao lộ, công viên, nhà thờ, giáo xứ, giáo họ, bệnh viện, phòng
    khám, tiểu học, trung học, mầm non, mẫu giáo, đại học, cao đẳng, công ty, cty, nhà máy, khu công nghiệp, khu dân
    cư, dự án, khách sạn, siêu thị, tượng đài, nghĩa trang, thánh thất, sân bay, cây xăng, bến xe, nhà văn hóa, thư
    viện, doanh nghiệp, tập đoàn, ngân hàng, hợp tác xã, góc đường, nút giao, đại lộ, đền thờ, trại giam, xí nghiệp,
    nông trường"""
)
AREA_HEADS = WordList("ấp xã phường khu kp huyện quận tỉnh tp thôn làng xóm nước")
AREA_PHRASES = PhraseList("khu phố, thị trấn, thành phố, thị xã, khu vực, tổ dân phố")
FALSE_HEADS = PhraseList(
    "yêu cầu, nhu cầu, toàn cầu, môi trường, thị trường, hiện trường, hòa giải, cơ hồ, nội thành phố"
)
# "trưởng ấp Tám": what stands before the area says that a person follows.
ROLE_STARTS = WordList("hiệu phó tổ ấp khu đội nhóm phòng ban trạm")
ROLE_ENDS = WordList("trưởng phó tịch thư an bộ chức viên sự đội")
SCHOOL_KINDS = WordList("thcs thpt th tiểu mầm mẫu trung đại cao dân nghề dạy học")
JOINING = WordList("và với giao tới đến qua")

# Begun by a word that could be somebody's family or given name, yet offices, bodies and things.
OFFICES = PhraseList(
    """vũ trường, vũ trang, lý lịch, phạm vi, lý do, vũ khí, dương tính, hồ nước, ủy ban, chủ tịch, cán bộ, tiếp nhận,
    phó chủ, bí thư, trưởng ấp, trưởng khu, trưởng ban, phó ban, công an, công ty, công đoàn, công viên, công trình,
    công giáo, công nhân, công chức, công trường, trung tâm, trung ương, trung học, trung đội, tiểu học, mầm non,
    mẫu giáo, đại học, đại biểu, đại đội, cao đẳng, cao tốc, cao đài, cao su, chi bộ, chi đoàn, chi hội, chi cục,
    chi nhánh, chi phí, đoàn thanh, đoàn viên, đoàn thể, đoàn xã, hội nông, hội phụ, hội cựu, hội đồng, hội người,
    hội chữ, hội khuyến, hội trường, phụ nữ, phụ huynh, nông dân, nông thôn, cựu chiến, mặt trận, tổ quốc, việt nam,
    việt kiều, thành phố, thành viên, thanh niên, thanh tra, quốc lộ, quốc hội, quốc gia, quốc phòng, tỉnh lộ, hương
    lộ, nhà nước, nhà văn, nhà thờ, nhà máy, văn phòng, văn hóa, văn học, văn bản, văn thư, văn minh, tư pháp, địa
    chính, hộ tịch, hộ khẩu, hồ sơ, khu phố, khu công, khu dân, khu vực, bộ phận, bộ y, bộ giáo, bộ công, sở giao,
    sở tài, sở y, sở công, phòng giáo, phòng văn, phòng kinh, phòng khám, ban quản, ban nhân, ban giám, ban chấp,
    ban tiếp, tổ dân, tổ tự, tổ trưởng, tổ hòa, trạm y, trạm biến, bệnh viện, đảng ủy, đảng bộ, đảng viên, cảnh sát,
    quân đội, quân sự, dân quân, dân tộc, câu lạc, hợp tác, liên hợp, lễ hội, tết nguyên, phật giáo, tin lành, hòa
    hảo, thiên chúa, kinh tế, giáo dục, lao động, môi trường, người cao, khuyến học, học sinh, sinh viên, mai táng,
    mai mốt, kim loại, kim cương, sơn nước, hà khắc, cao điểm, cao ốc, la hét, la liệt, từ khi, từ ngày, từ đó, từ
    đầu, từ tháng, từ sáng, từ trước, từ lúc, từ hôm, từ nay, lại thêm, lại bị, lại còn, lại có, quan tâm, phó thác,
    thân gửi, thân ái, phương án, phương tiện, phí rác, phí vệ, phí gửi, kính gửi, kính thưa, kính chào, kính mong,
    kính thư, trân trọng, cảm ơn, cám ơn, xin cảm, xin chào, xin lỗi, một cửa, điện lực, bưu điện, viễn thông, tài
    nguyên, tài chính, xây dựng, tiếp dân, tiếp công, an ninh, an toàn, bảo hiểm, bảo vệ, y tế, hành chính, chính
    quyền, chính phủ, nhân dân, thủ tục, thủ tướng, trưởng công, trưởng trạm, phó trưởng, phó công, phó bí, trưởng
    phòng, đội quản, đội thu, trường hợp, trường học, giao thông, mong chính, mong ủy, mong xã, dương lịch, âm lịch,
    nguyên đán, khơ me, chơ ro, thi công, thi đua, thi hành, châu âu, châu á, đông nam, tiền điện, tiền nước, tiền
    rác, thái lan, hàn quốc, tôn giáo, tăng cường, tăng ca, đồng bào, cung cấp, cổ phần, đại lý, tạ ơn, vi phạm,
    đường dây, tri ân, thiếu nhi, hoàn thành, thông tư, nghị định, nghị quyết, quyết định, chủ nhật, nông thôn, tết,
    luật, đại úy, trung úy, thiếu úy, thượng úy, đại tá, trung tá, thiếu tá, thượng tá"""
)
PLACES = PhraseList(
    """đồng nai, hà nội, hà tĩnh, hà nam, hà giang, hà tiên, hà đông, hồ chí minh, sài gòn, thái bình, thái nguyên, cao
    bằng, cao lãnh, lâm đồng, lâm san, châu đốc, châu thành, châu đức, kim liên, kim sơn, lai châu, lý sơn, mai
    châu, sơn la, sơn tây, ninh bình, ninh thuận, kiên giang, hậu giang, tiền giang, an giang, bắc giang, vũng tàu,
    bà rịa, bà nà, bà đen, bà điểm, bà chiểu, bà tô, ông kèo, ông địa, ông trời, ông tạ, ông lãnh, bác hồ, bác tôn,
    bác ái, cô tô, cô giang, chú hỏa, con cuông, an phước, tam an, tam phước, long thành, long phước, long đức, long
    an, long hưng, phước thái, phước bình, phước tân, phước thiền, phước an, bàu cạn, bàu hàm, tân hiệp, tân phong,
    tân phú, tân mai, bình sơn, bình an, bình dương, bình phước, bình thuận, lộc an, cẩm đường, cẩm mỹ, suối trầu,
    suối cả, nhơn trạch, biên hòa, trảng bom, trảng dài, thống nhất, xuân lộc, định quán, vĩnh cửu, long khánh, dầu
    giây, dầu tiếng, gia kiệm, gia lai, hố nai, trị an, hồ tràm, hồ cốc, hồ trị an, hồ gươm, trường sa, hoàng sa,
    thủ đức, thủ dầu một, tây ninh, cần thơ, cà mau, bạc liêu, sóc trăng, trà vinh, trà cú, vĩnh long, bến tre, đồng
    tháp, đà nẵng, đà lạt, huế, nha trang, khánh hòa, phú yên, bình định, quảng ngãi, quảng nam, quảng trị, quảng
    bình, quảng ninh, nghệ an, thanh hóa, nam định, hải phòng, hải dương, hưng yên, vĩnh phúc, phú thọ, yên bái, lào
    cai, điện biên, tuyên quang, lạng sơn, kon tum, đắk lắk, đắk nông, bạch đằng, đất đỏ, đức trọng, la ngà, la gi,
    mã đà, cát lái, phú mỹ, mỹ xuân, mỹ phước, việt nam, cù lao, cao nguyên, quan âm, quan công, lộc hưng, văn miếu,
    thạnh phú, lý nhân, sông buông, sông thị vải, thị vải, thị nghè, điểu cải, chứa chan, vương quốc, từ sơn, từ
    liêm, đông nam bộ, tây nguyên, nam kỳ, mỹ tho, giồng trôm"""
)
# People long dead whom every map knows; alone, without "ông" before them, they are streets, schools and battles.
FAMOUS = PhraseList(
    """nguyễn huệ, lê lợi, trần phú, hùng vương, lê duẩn, nguyễn du, lê hồng phong, lý thái tổ, trần hưng đạo, nguyễn
    trãi, võ thị sáu, nguyễn văn cừ, nguyễn văn trỗi, phạm văn đồng, võ nguyên giáp, hồ chí minh, lý thường kiệt,
    hai bà trưng, bà triệu, đinh tiên hoàng, ngô quyền, phan chu trinh, phan bội châu, phan đình phùng, nguyễn đình
    chiểu, lê lai, tôn đức thắng, nguyễn thị minh khai, trường chinh, lê quý đôn, chu văn an, lương thế vinh, cao bá
    quát, nguyễn hữu cảnh, nguyễn hữu thọ, huỳnh văn nghệ, phan đăng lưu, lê thánh tôn, lê thánh tông, lê đại hành,
    trần quốc toản, nguyễn bỉnh khiêm, hồ xuân hương, huỳnh thúc kháng, nguyễn tri phương, hoàng văn thụ, nguyễn văn
    linh, trần văn ơn, kim đồng, lê văn tám, đoàn thị điểm, nguyễn khuyến, tô hiến thành, hồ tùng mậu, trần cao vân,
    bùi thị xuân, nguyễn thái học, hoàng diệu, hoàng hoa thám, mạc đĩnh chi, võ văn kiệt, nguyễn ái quốc, cách mạng
    tháng tám, nguyễn tất thành, quang trung"""
)
BRANDS = WordList(
    "viettel vinaphone mobifone grab shopee lazada tiki zalo facebook vietcombank agribank honda yamaha vnpt"
)

# Words that end a name: after them nobody is named any more.
STOPS = WordList(
    """là và với của cho thì mà này đó kia ấy có không chưa đã đang sẽ bị được ở tại từ đến về trong ngoài trên dưới
    trước sau lên xuống vào ra đi lại còn vẫn cũng rất quá lắm nữa rồi mới vừa hay hoặc nhưng nên vì do để khi lúc
    nếu như nhà xe đất đường chó rác nước tiền hồ giấy tờ người dân xã ấp phường tổ khu số gì sao nào đâu ai mấy các
    những một hai làm nói hỏi gọi bảo xin mong đề nghị gửi kính thưa ơi à ạ nhé nha nhậu chửi đánh lấn chiếm xả đổ
    đốt nuôi bán mua mở cất xây sửa trả lời giúp hướng dẫn thu phạt thái độ rày nay mai hôm ngày tháng tuổi sinh ngụ
    trú quê sống biết thấy nghe hứa bữa luôn cứ đều phải muốn cần ta tui tôi tao mình nó họ thôi đây đấy cùng theo
    qua lấy đòi nhận đưa hách dịch bực khó dễ nghỉ bỏ chạy đậu đỗ chặn ồn hát karaoke suốt đêm sáng trưa chiều tối
    thuộc kế bên gần cạnh"""
)
ACRONYMS = WordList(
    """ubnd hđnd mttq thcs thpt th csgt ca cmnd cccd bhyt bhxh vnpt evn bch bql kcn kdc htx tthc ql dt tl hl kp tp tx
    sđt đt stk ok gplx vn tv lđtbxh tdp hđ cbcc tt nđ ub tnhh mtv vneid cq atm pccc xã ấp"""
)
# Capitals inside a sentence that are not worth a second look of whoever publishes.
NO_SUSPECTS = WordList("ấp xã tết viettel vinaphone mobifone grab shopee zalo facebook vneid vedan đảng hội đoàn")
