"""What code that has taken over the readers' process would try, each a function that is run in the real one.

A function returns where its attempt worked, and raises OSError where the kernel refused it. `BY_LANDLOCK` are those
that the kernel refuses by Landlock only: on a kernel without it they work, and SECURITY.md says so. `WORKING` is what
the readers themselves need.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.readers.sandbox import seccomp
from bot.readers.zip.member import Member


@dataclass(frozen=True)
class World:
    """What the attacker finds: the bot's process, another one of the readers, the data folder, a listener's port."""

    bot: int
    sibling: int
    data: Path
    port: int

    @property
    def database(self) -> Path:
        return self.data / "pullquote.db"


Attempt = Callable[[World], object]
ATTEMPTS: dict[str, Attempt] = {}
BY_LANDLOCK: set[str] = set()
TOKEN = "the-bot-s-token"
_libc = ctypes.CDLL(None, use_errno=True)
_NUMBERS = {
    name: number for group in seccomp.calls() for name, number in seccomp.numbers(group, os.uname().machine).items()
}


def attempt(deed: Attempt) -> Attempt:
    ATTEMPTS[deed.__name__] = deed
    return deed


def by_landlock(deed: Attempt) -> Attempt:
    BY_LANDLOCK.add(deed.__name__)
    return attempt(deed)


def run(data: bytes, name: str) -> list[Member]:
    """In the readers' process: make one attempt, and tell what came of it."""
    bot, sibling, folder, port = json.loads(data)
    try:
        {**ATTEMPTS, **WORKING}[name](World(bot, sibling, Path(folder), port))
    except OSError as error:
        return [Member(f"refused: {error.strerror}")]
    return [Member("worked")]


def call(name: str | int, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """A call of the kernel, by its name or number. Raises OSError."""
    number = name if isinstance(name, int) else _NUMBERS[name]
    done: int = _libc.syscall(ctypes.c_long(number), *(_long(one) for one in arguments))
    if done < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return done


def _long(value: int | bytes | ctypes.Array[ctypes.c_char] | None) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value


def path(given: Path) -> bytes:
    return os.fsencode(given)


# The bot's process, and its siblings


@attempt
def the_bot_s_environment(world: World) -> None:
    assert TOKEN.encode() in Path(f"/proc/{world.bot}/environ").read_bytes()


@attempt
def the_bot_s_memory_read(world: World) -> None:
    Path(f"/proc/{world.bot}/maps").read_text("ascii")
    Path(f"/proc/{world.bot}/mem").open("rb").close()


@attempt
def the_bot_s_memory_written(world: World) -> None:
    Path(f"/proc/{world.bot}/mem").open("r+b").close()


@attempt
def the_bot_s_open_files(world: World) -> None:
    """Through these it would have the database."""
    os.close(os.open(f"/proc/{world.bot}/fd/0", os.O_RDONLY))


@attempt
def the_bot_s_root_folder(world: World) -> None:
    next(Path(f"/proc/{world.bot}/root/").iterdir())


@by_landlock
def the_bot_s_command_line(world: World) -> None:
    """Anybody on a machine may read those; nothing secret is ever given there."""
    Path(f"/proc/{world.bot}/cmdline").read_bytes()


@attempt
def a_sibling_s_memory(world: World) -> None:
    Path(f"/proc/{world.sibling}/mem").open("rb").close()


@attempt
def tracing_the_bot(world: World) -> None:
    call("ptrace", 16, world.bot, 0, 0)  # PTRACE_ATTACH


@attempt
def reading_the_bot_across(world: World) -> None:
    call("process_vm_readv", world.bot, None, 0, None, 0, 0)


@attempt
def writing_the_bot_across(world: World) -> None:
    call("process_vm_writev", world.bot, None, 0, None, 0, 0)


@attempt
def a_handle_of_the_bot(world: World) -> None:
    call("pidfd_open", world.bot, 0)


@attempt
def killing_the_bot(world: World) -> None:
    os.kill(world.bot, 0)


@attempt
def killing_a_thread_of_the_bot(world: World) -> None:
    call("tgkill", world.bot, world.bot, 0)


@attempt
def killing_with_a_value(world: World) -> None:
    call("rt_sigqueueinfo", world.bot, 0, struct.pack("iii", 0, 0, -1) + b"\0" * 116)


@attempt
def killing_by_a_pipe_s_owner(world: World) -> None:
    """A pipe that has something to read sends its owner a signal, and who the owner is, is said by fcntl."""
    reading, _ = os.pipe()
    fcntl.fcntl(reading, fcntl.F_SETOWN, world.bot)


@attempt
def signals_when_a_file_is_ready(world: World) -> None:
    opened = os.open("/dev/null", os.O_RDONLY)
    fcntl.ioctl(opened, 0x5452, struct.pack("i", 0))  # FIOASYNC
    del world


@attempt
def the_bot_s_limits(world: World) -> None:
    resource.prlimit(world.bot, resource.RLIMIT_NOFILE, (0, 0))


@attempt
def the_bot_s_priority(world: World) -> None:
    os.setpriority(os.PRIO_PROCESS, world.bot, 19)


@attempt
def the_bot_s_processors(world: World) -> None:
    os.sched_setaffinity(world.bot, {0})


# Files


@by_landlock
def reading_the_database(world: World) -> None:
    world.database.read_bytes()


@by_landlock
def reading_the_viewer_s_key(world: World) -> None:
    (world.data / "viewer.key").read_bytes()


@by_landlock
def listing_the_data_folder(world: World) -> None:
    next(world.data.iterdir())


@by_landlock
def reading_the_users_of_the_machine(world: World) -> None:
    del world
    Path("/etc/passwd").read_bytes()


@by_landlock
def reading_through_a_link(world: World) -> None:
    (world.data / "link").read_bytes()


@attempt
def writing_to_the_database(world: World) -> None:
    world.database.open("r+b").close()


@attempt
def appending_to_the_database(world: World) -> None:
    os.close(os.open(world.database, os.O_APPEND | os.O_WRONLY))


@attempt
def emptying_the_database_by_opening(world: World) -> None:
    os.close(os.open(world.database, os.O_RDONLY | os.O_TRUNC))


@attempt
def opening_by_the_newer_call(world: World) -> None:
    how = ctypes.create_string_buffer(struct.pack("QQQ", os.O_RDWR, 0, 0))
    call("openat2", -100, path(world.database), how, 24)


@attempt
def truncating_the_database(world: World) -> None:
    os.truncate(world.database, 0)


@attempt
def removing_the_database(world: World) -> None:
    world.database.unlink()


@attempt
def moving_the_database(world: World) -> None:
    world.database.rename(world.data / "moved")


@attempt
def replacing_the_database(world: World) -> None:
    (world.data / "viewer.key").replace(world.database)


@attempt
def opening_the_database_to_all(world: World) -> None:
    world.database.chmod(0o666)


@attempt
def giving_the_database_away(world: World) -> None:
    os.chown(world.database, -1, -1)


@attempt
def dating_the_database_back(world: World) -> None:
    os.utime(world.database, (0, 0))


@attempt
def labelling_the_database(world: World) -> None:
    os.setxattr(world.database, "user.x", b"x")


@attempt
def a_second_name_for_the_database(world: World) -> None:
    (world.data / "second").hardlink_to(world.database)


@attempt
def a_link_in_the_data_folder(world: World) -> None:
    (world.data / "second").symlink_to(world.database)


@attempt
def a_folder_in_the_data_folder(world: World) -> None:
    (world.data / "folder").mkdir()


@attempt
def removing_a_folder(world: World) -> None:
    (world.data / "empty").rmdir()


@attempt
def a_file_in_the_data_folder(world: World) -> None:
    (world.data / "new").open("xb").close()


@attempt
def a_pipe_in_the_data_folder(world: World) -> None:
    os.mkfifo(world.data / "pipe")


@attempt
def a_file_among_temporary_ones(world: World) -> None:
    """In the folder that everybody may write to."""
    opened = os.open(f"/tmp/pullquote-{world.bot}", os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    os.close(opened)
    Path(f"/tmp/pullquote-{world.bot}").unlink()


@attempt
def locking_the_database(world: World) -> None:
    """Whoever holds a lock on it makes the bot wait."""
    opened = os.open(world.database, os.O_RDONLY)
    fcntl.lockf(opened, fcntl.LOCK_SH | fcntl.LOCK_NB, 1, 0x40000000)


@attempt
def locking_the_database_otherwise(world: World) -> None:
    fcntl.flock(os.open(world.database, os.O_RDONLY), fcntl.LOCK_SH | fcntl.LOCK_NB)


@attempt
def watching_the_data_folder(world: World) -> None:
    del world
    call("inotify_init1", 0)


# Staying, growing, getting help


@attempt
def a_session_of_its_own(world: World) -> None:
    """It would outlive the killing of its group. (It leads a session already, so the kernel's own answer is EPERM.)"""
    del world
    os.setsid()


@attempt
def a_group_of_its_own(world: World) -> None:
    del world
    os.setpgid(0, 0)


@attempt
def a_second_process(world: World) -> None:
    del world
    if os.fork() == 0:
        os._exit(0)
    os.wait()


@attempt
def a_program(world: World) -> None:
    del world
    os.execv("/bin/true", ["true"])


@attempt
def a_program_by_the_newer_call(world: World) -> None:
    del world
    call("execveat", -100, b"/bin/true", None, None, 0)


@attempt
def staying_when_the_bot_ends(world: World) -> None:
    del world
    call("prctl", 1, 0, 0, 0, 0)  # PR_SET_PDEATHSIG


@attempt
def being_looked_into(world: World) -> None:
    del world
    call("prctl", 4, 1, 0, 0, 0)  # PR_SET_DUMPABLE


@attempt
def more_memory(world: World) -> None:
    """Room in memory can't be had by raising the limit: asking for it is refused."""
    del world
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, resource.RLIM_INFINITY))


@attempt
def less_room_for_itself(world: World) -> None:
    """Nor any other limit, up or down."""
    del world
    resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))


@attempt
def shared_memory_that_stays(world: World) -> None:
    del world
    call("shmget", 1, 4096, 0o1600)


@attempt
def a_key_that_stays(world: World) -> None:
    del world
    call("add_key", b"user", b"name", b"value", 5, -4)


@attempt
def a_namespace_of_its_own(world: World) -> None:
    del world
    call("unshare", 0x10000000)


@attempt
def a_thread_in_a_namespace(world: World) -> None:
    del world
    if call("clone", 0x10000000 | signal.SIGCHLD, 0, 0, 0, 0) == 0:
        os._exit(0)  # the copy of this process has nothing to tell


@attempt
def a_file_system(world: World) -> None:
    call("mount", b"none", path(world.data), b"tmpfs", 0, None)


@attempt
def a_program_in_the_kernel(world: World) -> None:
    del world
    call("bpf", 0, ctypes.create_string_buffer(struct.pack("IIII", 1, 4, 4, 1) + b"\0" * 112), 128)


# Ways out


@attempt
def a_connection(world: World) -> None:
    socket.create_connection(("127.0.0.1", world.port), 1).close()


@attempt
def a_socket_of_the_system(world: World) -> None:
    del world
    socket.socket(socket.AF_UNIX).close()


@attempt
def a_socket_for_packets(world: World) -> None:
    del world
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


@attempt
def a_pair_of_sockets(world: World) -> None:
    """One of a pair could be sent from to any socket of the system by its path."""
    del world
    for one in socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM):
        one.close()


@attempt
def a_ring_of_requests(world: World) -> None:
    del world
    call("io_uring_setup", 1, ctypes.create_string_buffer(120))


@attempt
def a_call_of_a_later_kernel(world: World) -> None:
    del world
    call(470)


@attempt
def a_socket_by_the_second_numbering(world: World) -> None:
    del world
    call(0x40000000 + _NUMBERS["socket"], 2, 1, 0)


# What must go on working: run like the others, and none may be refused


def a_thread(world: World) -> None:
    del world
    done = threading.Event()
    thread = threading.Thread(target=done.set)
    thread.start()
    thread.join()
    assert done.is_set()


def memory_of_its_own(world: World) -> None:
    del world
    mmap.mmap(-1, 1 << 20).close()


def its_libraries(world: World) -> None:
    del world
    import docx
    import pypdf
    import trafilatura

    assert None not in (docx, pypdf, trafilatura)


def chance_and_time(world: World) -> None:
    del world
    assert os.urandom(8)
    os.close(os.open("/dev/urandom", os.O_RDONLY))


WORKING: dict[str, Attempt] = {
    deed.__name__: deed for deed in (a_thread, memory_of_its_own, its_libraries, chance_and_time)
}
