"""An image tells its size by its first bytes; nothing that pretends to be one does harm."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.views.images import dimensions
from workbench.views.media import recognise

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08" + struct.pack(">HH", 480, 640) + bytes(9)
IMAGES = {
    "png": PNG,
    "gif": b"GIF89a" + struct.pack("<HH", 640, 480),
    "bmp": b"BM" + bytes(16) + struct.pack("<ii", 640, -480),
    "jpeg": JPEG,
    "vp8x": b"RIFF0000WEBPVP8X" + bytes(8) + b"\x7f\x02\0\xdf\x01\0",
    "vp8l": b"RIFF0000WEBPVP8L" + bytes(5) + struct.pack("<I", 639 | 479 << 14),
    "vp8": b"RIFF0000WEBPVP8 " + bytes(10) + struct.pack("<HH", 640, 480),
}


@pytest.mark.parametrize("kind", IMAGES)
def test_an_image_tells_its_size(kind: str) -> None:
    assert dimensions(IMAGES[kind]) == (640, 480)
    assert dimensions(IMAGES[kind][:-14]) is None


@given(st.sampled_from([b"", *(image[:12] for image in IMAGES.values())]), st.binary(max_size=60))
def test_any_bytes_are_no_harm(start: bytes, rest: bytes) -> None:
    found = dimensions(start + rest)
    assert found is None or len(found) == 2


def test_the_label_has_type_and_size() -> None:
    assert recognise(PNG, "image/png").label == "PNG image, 640 x 480"
    assert recognise(b"\x89PNG\xff", "image/png").label == "PNG image"
