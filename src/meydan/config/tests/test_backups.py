"""A backup brings a whole city back, on either database, or says why not and changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import stat
import tarfile
import zlib
from pathlib import Path

import pytest

from meydan.config import backups
from meydan.config.backups import BackupIsDamaged, unpack
from meydan.config.tests.homes import counts, empty_postgresql, meydan

PHOTO = "media/cases/ab/çukur.jpg"
MONTH = "archive/observations/bridge-pm.7/2024-01.parquet"


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> Path:
    """A small city of its own, with a plan, a photo and an address of its database."""
    home = tmp_path_factory.mktemp("backups") / "city"
    meydan(home, "init", "--pack", "tr/gumushane", "--key", "gm", "--demo")
    meydan(home, "load", "--overlay", "demo")
    (home / PHOTO).parent.mkdir(parents=True)
    (home / PHOTO).write_bytes(b"\xff\xd8 a photo")
    (home / MONTH).parent.mkdir(parents=True)
    (home / MONTH).write_bytes(b"PAR1 a month")
    (home / MONTH).with_name(".lock").touch()
    with (home / "meydan.toml").open("a") as settings:
        settings.write(f'database_url = "sqlite:///{home}/meydan.sqlite3"\n')
    return home


@pytest.fixture(scope="module")
def backup(city: Path) -> Path:
    """The city in one file."""
    file = city.parent / "city.meydan"
    manifest = json.loads(meydan(city, "backup", str(file), "--json"))
    assert manifest["file"] == str(file)
    return file


def names_in(file: Path) -> list[str]:
    with tarfile.open(file) as archive:
        return archive.getnames()


@pytest.mark.slow
def test_a_restored_city_has_every_row_every_file_and_its_health(city, backup, tmp_path):
    copy = tmp_path / "deep" / "copy"
    said = meydan(copy, "restore", str(backup))
    assert "Laid out gm as of" in said
    before = counts(city)
    assert counts(copy) == before
    assert before["strategy_action"] > 5
    assert before["people_orgunit"] > 5
    assert (copy / PHOTO).read_bytes() == b"\xff\xd8 a photo"
    assert (copy / MONTH).read_bytes() == b"PAR1 a month"
    assert (copy / "secret_key").read_text() == (city / "secret_key").read_text()
    assert stat.S_IMODE((copy / "secret_key").stat().st_mode) == 0o600
    assert not (copy / "manifest.json").exists()
    findings = json.loads(meydan(copy, "doctor", "--json"))
    assert findings


@pytest.mark.slow
def test_a_backup_never_tells_where_the_database_is(city, backup):
    with tarfile.open(backup) as archive:
        told = archive.extractfile("meydan.toml").read().decode()
    assert 'key = "gm"' in told
    assert "database_url" not in told


@pytest.mark.slow
def test_a_backup_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert sorted(path.name for path in backup.parent.iterdir()) == ["city", "city.meydan"]
    assert set(names_in(backup)) == {
        "manifest.json",
        "meydan.toml",
        "secret_key",
        "meydan.sqlite3",
        PHOTO,
        MONTH,
    }


@pytest.mark.slow
def test_a_folder_that_holds_something_is_never_written_into(backup, tmp_path):
    (tmp_path / "letter.txt").write_text("keep me")
    said = meydan(tmp_path, "restore", str(backup), fails=True)
    assert "is not empty. Restore into a new folder; nothing was changed." in said
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.slow
@pytest.mark.store
@pytest.mark.only_on("postgresql")
def test_a_city_moves_to_postgresql_and_back_with_every_row(city, backup, tmp_path):
    before = counts(city)
    with empty_postgresql() as url:
        grown = tmp_path / "grown"
        meydan(grown, "restore", str(backup), "--to", url)
        assert url in (grown / "meydan.toml").read_text()
        assert stat.S_IMODE((grown / "meydan.toml").stat().st_mode) == 0o600
        assert counts(grown) == before
        again = tmp_path / "again.meydan"
        meydan(grown, "backup", str(again))
        meydan(grown, "doctor")
        with tarfile.open(again) as archive:
            assert "postgresql" not in archive.extractfile("meydan.toml").read().decode()
    back = tmp_path / "back"
    meydan(back, "restore", str(again))
    assert counts(back) == before
    meydan(back, "doctor")


# --- what is refused ------------------------------------------------------------------------


def pack(file: Path, members: dict[str, bytes], **changed: object) -> Path:
    """A backup made by hand, whole unless ``changed`` says otherwise."""
    manifest = {
        "format": 1,
        "meydan": "0.1.0",
        "home": "x",
        "made_at": "2026-11-23",
        "sha256": {name: hashlib.sha256(body).hexdigest() for name, body in members.items()},
        **changed,
    }
    with tarfile.open(file, "w:gz") as archive:
        for name, body in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            about = tarfile.TarInfo(name)
            about.size = len(body)
            archive.addfile(about, io.BytesIO(body))
    return file


WHOLE = {
    "meydan.toml": b'key = "x"\n',
    "secret_key": b"secret",
    "meydan.sqlite3": b"Karaer, " * 900 + os.urandom(900),
}
DIGESTS = {name: hashlib.sha256(body).hexdigest() for name, body in WHOLE.items()}


def refused(file: Path, folder: Path, match: str) -> None:
    """Unpacking is refused in these words, and not a trace of it is left."""
    with pytest.raises(BackupIsDamaged, match=match) as refusal:
        unpack(file=file, folder=folder / "home")
    assert "nothing was changed" in str(refusal.value)
    assert sorted(folder.iterdir()) == ([file] if file.exists() else [])


def test_a_whole_one_made_by_hand_is_laid_out(tmp_path):
    manifest = unpack(file=pack(tmp_path / "b", WHOLE), folder=tmp_path / "home")
    assert manifest["home"] == "x"
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == sorted(WHOLE)


@pytest.mark.parametrize("kept", [0, 1, 20, 200, 900])
def test_a_cut_file_is_refused(tmp_path, kept):
    whole = pack(tmp_path / "b", WHOLE)
    whole.write_bytes(whole.read_bytes()[:kept])
    refused(whole, tmp_path, "is not a whole Meydan backup|not as it was packed")


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_a_file_with_one_wrong_byte_is_refused(tmp_path, at):
    whole = pack(tmp_path / "b", WHOLE)
    body = bytearray(whole.read_bytes())
    body[int(len(body) * at)] ^= 0x10
    whole.write_bytes(bytes(body))
    refused(whole, tmp_path, "is not a whole Meydan backup|not as it was packed")


def test_a_file_whose_packing_breaks_off_inside_a_member_is_refused(tmp_path):
    whole = pack(tmp_path / "b", WHOLE)
    packer = zlib.compressobj(wbits=31)
    start = packer.compress(gzip.decompress(whole.read_bytes())[:512]) + packer.flush(zlib.Z_FULL_FLUSH)
    whole.write_bytes(start + b"\xff" * 50)  # a block of a kind that there is not
    refused(whole, tmp_path, "is not a whole Meydan backup .*invalid block type")


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"PK\x03\x04 a zip", gzip.compress(b"not a tar" * 100, mtime=0)]
)
def test_a_foreign_file_is_refused(tmp_path, body):
    file = tmp_path / "b"
    file.write_bytes(body)
    refused(file, tmp_path, "is not a whole Meydan backup")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    refused(tmp_path / "b", tmp_path, "No such file")


@pytest.mark.parametrize(
    "manifest", [b"[]", b"{}", b"no json", b'{"format": 1}', b'{"format": "1", "sha256": {}}']
)
def test_an_archive_with_another_manifest_is_refused(tmp_path, manifest):
    file = tmp_path / "b"
    with tarfile.open(file, "w:gz") as archive:
        about = tarfile.TarInfo("manifest.json")
        about.size = len(manifest)
        archive.addfile(about, io.BytesIO(manifest))
    refused(file, tmp_path, "is not a whole Meydan backup")


def test_a_changed_file_inside_is_named(tmp_path):
    refused(
        pack(tmp_path / "b", {**WHOLE, "secret_key": b"another"}, sha256=DIGESTS),
        tmp_path,
        "secret_key inside",
    )


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_a_missing_file_inside_is_named(tmp_path, missing):
    rest = {name: body for name, body in WHOLE.items() if name != missing}
    refused(pack(tmp_path / "b", rest), tmp_path, f"{missing} inside")


def test_a_file_that_nobody_packed_is_refused(tmp_path):
    file = pack(tmp_path / "b", {**WHOLE, "packs/evil/pack.toml": b"x"}, sha256=DIGESTS)
    refused(file, tmp_path, "packs/evil/pack.toml inside")


@pytest.mark.parametrize("name", ["../evil", "/tmp/meydan-evil", "media/../../evil"])
def test_a_member_that_leaves_the_folder_is_refused(tmp_path, name):
    refused(
        pack(tmp_path / "b", {**WHOLE, name: b"x"}), tmp_path, "is not a whole Meydan backup|not as it was"
    )
    assert not Path("/tmp/meydan-evil").exists()


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    file = tmp_path / "b"
    with tarfile.open(pack(tmp_path / "plain", WHOLE)) as plain, tarfile.open(file, "w:gz") as archive:
        for about in plain:
            archive.addfile(about, plain.extractfile(about))
        link = tarfile.TarInfo("media")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        archive.addfile(link)
    (tmp_path / "plain").unlink()
    refused(file, tmp_path, "is not a whole Meydan backup")


def test_a_backup_of_a_newer_meydan_asks_for_an_update(tmp_path):
    refused(pack(tmp_path / "b", WHOLE, format=2, meydan="9.0"), tmp_path, re.escape("newer Meydan (9.0)"))


def test_a_file_in_the_place_of_the_folder_is_kept(tmp_path):
    (tmp_path / "home").write_text("a letter")
    with pytest.raises(FileExistsError, match="nothing was changed"):
        unpack(file=pack(tmp_path / "b", WHOLE), folder=tmp_path / "home")
    assert (tmp_path / "home").read_text() == "a letter"


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "home").mkdir()
    unpack(file=pack(tmp_path / "b", WHOLE), folder=tmp_path / "home")
    assert (tmp_path / "home" / "meydan.toml").exists()
    shutil.rmtree(tmp_path / "home")


def test_what_a_killed_backup_left_behind_is_swept(tmp_path):
    old, young = tmp_path / ".backup-old", tmp_path / ".backup-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "meydan.sqlite3").write_bytes(b"people's data")
    os.utime(old, (1, 1))
    backups._sweep(tmp_path, backups.SCRATCH)
    assert not old.exists()
    assert young.exists(), "another backup may be at work there"


def test_the_key_under_which_warnings_are_believed_is_carried():
    from meydan.config.backups import FOLDERS
    from meydan.domains.warnings import home_key

    assert home_key.FOLDER in FOLDERS
