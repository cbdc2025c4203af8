"""What each indicator is called, and its definition: what is counted, which of it is as it should be, from where."""

from dataclasses import dataclass
from typing import Any

from cqtt.evaluation.rules import Group, Indicator
from cqtt.i18n import _l


@dataclass(frozen=True)
class Words:
    """The words of one indicator; `good` and `other` are the names of its two parts."""

    name: Any
    good: Any
    other: Any
    counts: Any
    is_good: Any
    records: Any

    def outcome(self, is_good: bool) -> Any:
        return self.good if is_good else self.other


REFERENCE = _l("tự tính, tham khảo")
WORDS = {
    Indicator.COMPLETE: Words(
        _l("Thủ tục công khai đủ nội dung"),
        _l("đủ các ô"),
        _l("còn thiếu"),
        _l("Các thủ tục đang công bố trên trang này vào cuối kỳ (kỳ chưa hết thì tính lúc xem)."),
        _l(
            "Trang thủ tục có đủ: mã quốc gia, trình tự, cách thức, thành phần hồ sơ, thời hạn, phí, đối tượng, "
            "kết quả, căn cứ pháp lý, mức độ trực tuyến; phần chưa đối chiếu với quyết định công bố coi như chưa có."
        ),
        _l("Danh mục thủ tục: bản công bố của từng thủ tục, với ngày công bố và ngày ngừng."),
    ),
    Indicator.ON_TIME: Words(
        _l("Hồ sơ giải quyết trước hạn, đúng hạn"),
        _l("trước hạn, đúng hạn"),
        _l("trễ hạn"),
        _l(
            "Hồ sơ có kết quả trong kỳ, và hồ sơ dừng giải quyết trong kỳ khi đã quá ngày hẹn. Không tính hồ sơ "
            "người dân rút, hồ sơ từ chối tiếp nhận, hồ sơ dừng khi còn hạn."
        ),
        _l(
            "Có kết quả trước hoặc đúng lúc hẹn. Đã trễ mà xin lỗi, hẹn lại thì vẫn là trễ; người dân đến lấy muộn "
            "không phải trễ. Gia hạn theo luật trước khi quá hạn thì tính theo ngày mới."
        ),
        _l("Sổ diễn biến hồ sơ: thời điểm “Đã xử lý xong”, ngày hẹn trả và việc dừng giải quyết."),
    ),
    Indicator.SCANNED: Words(
        _l("Hồ sơ có giấy tờ số hóa"),
        _l("có bản số"),
        _l("chưa có bản số"),
        _l("Hồ sơ được tiếp nhận trong kỳ, nhận ở đâu cũng tính."),
        _l("Có ít nhất một tệp giấy tờ: ảnh người dân gửi, tệp quét tại quầy hoặc giấy tờ bổ sung."),
        _l("Tệp đính kèm của hồ sơ."),
    ),
    Indicator.ELECTRONIC: Words(
        _l("Hồ sơ có kết quả điện tử"),
        _l("có kết quả điện tử"),
        _l("chỉ có bản giấy"),
        _l("Hồ sơ có kết quả trong kỳ."),
        _l("Có tệp kết quả trong hồ sơ để người dân tải về."),
        _l("Tệp kết quả của hồ sơ."),
    ),
    Indicator.FILED_ONLINE: Words(
        _l("Hồ sơ nộp trực tuyến"),
        _l("nộp trực tuyến"),
        _l("nộp cách khác"),
        _l("Hồ sơ được tiếp nhận trong kỳ."),
        _l(
            "Người dân nộp trọn qua trang này. Gửi trước để kiểm tra rồi vẫn phải mang bản chính đến quầy thì "
            "không tính là trực tuyến. Hồ sơ nộp thẳng ở Cổng Dịch vụ công quốc gia không có ở đây."
        ),
        _l("Nơi nộp và cách nộp ghi trong hồ sơ."),
    ),
    Indicator.PAID_ONLINE: Words(
        _l("Khoản phí nộp bằng chuyển khoản"),
        _l("chuyển khoản"),
        _l("tiền mặt"),
        _l("Các khoản phí, lệ phí ghi nhận nộp trong kỳ, trừ khoản đã hủy. Hồ sơ không thu phí không có ở đây."),
        _l("Nộp bằng chuyển khoản, quét mã VietQR."),
        _l("Phiếu thu của bộ phận thu phí."),
    ),
    Indicator.SATISFIED: Words(
        _l("Hài lòng khi làm hồ sơ"),
        _l("hài lòng, rất hài lòng"),
        _l("mức khác"),
        _l(
            "Lượt đánh giá trong kỳ gắn với một hồ sơ, mỗi hồ sơ một lượt. Mã đặt tại quầy không gắn hồ sơ, không tính."
        ),
        _l("Chọn “Hài lòng” hoặc “Rất hài lòng”. Tính theo từng nhóm 5 lượt: có 13 lượt thì tính 10 lượt đầu."),
        _l("Đánh giá của người dân. Từng lượt được giữ kín nên số này không mở ra danh sách."),
    ),
    Indicator.ANSWERED: Words(
        _l("Góp ý, phản ánh trả lời đúng hạn"),
        _l("đúng hạn"),
        _l("trễ hạn"),
        _l(
            "Góp ý có câu trả lời đầu tiên trong kỳ, và góp ý đến hạn trong kỳ mà chưa trả lời. Phản ánh về thái độ, "
            "phản ánh nêu tên cán bộ được giữ kín nên không nằm trong số nào."
        ),
        _l("Câu trả lời đầu tiên đến trước hạn đã báo cho người gửi. Góp ý mở lại vẫn tính theo câu trả lời đầu tiên."),
        _l("Sổ diễn biến góp ý: ngày trả lời đầu tiên và hạn trả lời."),
    ),
    Indicator.SATISFIED_WITH_ANSWER: Words(
        _l("Hài lòng với câu trả lời góp ý"),
        _l("hài lòng, rất hài lòng"),
        _l("mức khác"),
        _l("Lượt người gửi đánh giá câu trả lời trong kỳ."),
        _l("Chọn “Hài lòng” hoặc “Rất hài lòng”. Tính theo từng nhóm 5 lượt: có 13 lượt thì tính 10 lượt đầu."),
        _l("Đánh giá của người gửi góp ý. Từng lượt được giữ kín nên số này không mở ra danh sách."),
    ),
    Indicator.UNDER_WAY: Words(
        _l("Hồ sơ đang giải quyết lúc này"),
        _l("còn hạn"),
        _l("đã trễ hạn"),
        _l("Hồ sơ đã tiếp nhận, chưa có kết quả, tính lúc xem, không theo kỳ."),
        _l("Chưa đến giờ hẹn, hoặc đang tạm dừng chờ người dân bổ sung, nộp phí và lúc tạm dừng chưa trễ."),
        _l("Trạng thái và ngày hẹn trả của hồ sơ."),
    ),
    Indicator.APOLOGISED: Words(
        _l("Hồ sơ trễ hạn đã được xin lỗi"),
        _l("đã gửi thư xin lỗi"),
        _l("chưa gửi thư xin lỗi"),
        _l("Hồ sơ trễ hạn trong kỳ: có kết quả sau ngày hẹn, hoặc dừng giải quyết khi đã quá hẹn."),
        _l("Đã gửi thư xin lỗi (mẫu 04) cho người dân. Xin lỗi rồi hồ sơ vẫn tính là trễ."),
        _l("Sổ diễn biến hồ sơ và sổ thư."),
    ),
    Indicator.ASKED_ONCE: Words(
        _l("Yêu cầu bổ sung đủ trong một lần"),
        _l("một lần là đủ"),
        _l("phải yêu cầu thêm lần nữa"),
        _l("Hồ sơ có yêu cầu bổ sung giấy tờ trong kỳ. Tính cho người yêu cầu lần đầu."),
        _l("Trong kỳ không phải yêu cầu lần thứ hai."),
        _l("Phiếu yêu cầu bổ sung của hồ sơ (118/2025/NĐ-CP, Điều 17: đầy đủ trong một lần)."),
    ),
    Indicator.PRAISE: Words(
        _l("Lời khen cán bộ"),
        _l("lời khen"),
        _l("khác"),
        _l("Lời khen gửi trong kỳ có nêu tên cán bộ."),
        _l("Mỗi lời khen là một."),
        _l("Góp ý loại “Khen ngợi”."),
    ),
}
# What the official index also asks and own data cannot answer: named, never guessed.
ELSEWHERE = {
    Group.OPENNESS: (
        _l("Công khai thủ tục đúng hạn sau quyết định công bố: phần mềm chưa có ngày của từng quyết định."),
        _l("Hồ sơ, thủ tục đồng bộ lên Cổng Dịch vụ công quốc gia: chỉ Cổng có số liệu."),
    ),
    Group.PROGRESS: (),
    Group.DIGITISATION: (_l("Dùng lại dữ liệu, giấy tờ đã số hóa: phần mềm chưa ghi lần nào dữ liệu được dùng lại."),),
    Group.ONLINE: (_l("Hồ sơ, khoản nộp làm thẳng trên Cổng Dịch vụ công quốc gia: chỉ Cổng có số liệu."),),
    Group.SATISFACTION: (_l("Phản ánh, kiến nghị gửi trên hệ thống quốc gia: chỉ hệ thống ấy có số liệu."),),
}
