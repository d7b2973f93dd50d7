"""The files of a folder or zip that somebody else packed: found without following a link, read up to a limit.

No path of an archive is ever written to, and nothing is unpacked: only the bytes of one member at a time are
read.
"""

import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .errors import CourseError
from .submissions import NOTEBOOK_LIMIT, NotGradable, check_size, read_limited

FILE_LIMIT = 20_000  # files in one folder or zip; a class has hundreds


@dataclass(frozen=True)
class LooseFile:
    """One file.

    Attributes:
        path: its path in the folder or zip, only for reading a name out of it.
        changed: a number that is greater for a file that was changed later.
        read: call it for the bytes; raises NotGradable for a link, a device, or more bytes than a notebook
            may have.
    """

    path: PurePosixPath
    changed: float
    read: Callable


def loose_files(source):
    """All files of a folder or zip, sorted by path, less the hidden ones.

    Raises:
        CourseError: it is neither, or holds far more files than a class hands in.
    """
    source = Path(source)
    if source.is_dir():
        files = _of_folder(source)
    elif zipfile.is_zipfile(source):
        files = _of_zip(source)
    else:
        raise CourseError(
            f"--from: expected a folder or a zip file, got {source}. Unpack other archives first."
        )
    visible = [
        file for file in files if not any(part.startswith((".", "__MACOSX")) for part in file.path.parts)
    ]
    return sorted(visible, key=lambda file: file.path)


def _check_number(count):
    if count > FILE_LIMIT:
        raise CourseError(
            f"--from: expected at most {FILE_LIMIT} files, got more. Is this the right folder or zip?"
        )


def _of_folder(folder):
    found = []
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for path in (Path(place) / name for name in files + links):
            shown = PurePosixPath(path.relative_to(folder).as_posix())
            found.append(LooseFile(shown, os.lstat(path).st_mtime, lambda path=path: read_limited(path)))
        _check_number(len(found))
    return found


def _of_zip(source):
    try:
        archive = zipfile.ZipFile(source)
    except zipfile.BadZipFile as error:
        raise CourseError(
            f"--from: expected a zip file, got a broken one ({error}). Download it again."
        ) from None
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
    _check_number(len(members))
    return [
        LooseFile(
            # an absolute path or one with .. is a name like another here
            PurePosixPath(
                *(part for part in PurePosixPath(member.filename).parts if part not in ("/", "..", "."))
            ),
            _seconds(member.date_time),
            lambda member=member: _read_member(source, member),
        )
        for member in members
    ]


def _seconds(date_time):
    """A number that grows with a zip's (year, month, …, second), whatever the time zone."""
    seconds = 0
    for part, size in zip(date_time, (1, 13, 32, 24, 60, 60), strict=True):
        seconds = seconds * size + part
    return seconds


def _read_member(source, member):
    """The bytes of one member; a zip bomb is stopped at the limit, whatever size the archive claims."""
    if stat.S_IFMT(member.external_attr >> 16) not in (0, stat.S_IFREG):
        raise NotGradable("expected a regular file, got a link or a device")
    check_size(member.file_size)
    try:
        with zipfile.ZipFile(source) as archive, archive.open(member) as file:
            data = file.read(NOTEBOOK_LIMIT + 1)
    except Exception as error:  # a password, a broken stream, an unknown method: each library raises its own
        raise NotGradable(
            f"expected a file that can be unpacked, got a broken one ({type(error).__name__})"
        ) from None
    check_size(len(data))
    return data
