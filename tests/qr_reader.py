"""The QR codes that a telephone finds in a picture."""

import zxingcpp
from PIL import Image


def qr_codes(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """Return the QR codes only: in the modules of some of them a reader also sees the bars of a number of goods."""
    return zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
