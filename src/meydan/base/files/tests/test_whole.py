"""A file is written whole or not at all."""

import stat

import pytest

from meydan.base.files.public import OWNER_ALONE, whole_file, write_whole


def test_the_file_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "new" / "folder" / "şehir.txt"
    with whole_file(path) as out:
        out.write(b"first")
        assert not path.exists()
        out.write(b" last")
    assert path.read_bytes() == b"first last"
    assert [p.name for p in path.parent.iterdir()] == ["şehir.txt"]


def write_half(path, fault):
    with whole_file(path) as out:
        out.write(b"new")
        raise fault


@pytest.mark.parametrize("fault", [OSError, KeyboardInterrupt])
def test_a_fault_leaves_the_old_file_and_nothing_beside_it(tmp_path, fault):
    path = tmp_path / "x"
    write_whole(path, "old")
    with pytest.raises(fault):
        write_half(path, fault)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_what_is_secret_is_so_from_the_first_byte(tmp_path):
    with whole_file(tmp_path / "x", mode=OWNER_ALONE) as out:
        out.write(b"secret")
        (part,) = tmp_path.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600


def test_two_writers_of_one_file_do_not_meet(tmp_path):
    with whole_file(tmp_path / "x") as one, whole_file(tmp_path / "x") as other:
        one.write(b"one")
        other.write(b"other")
    assert (tmp_path / "x").read_bytes() == b"one"
