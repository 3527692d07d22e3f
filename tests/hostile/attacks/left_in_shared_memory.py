"""Leaves objects behind: shared memory, semaphores, locked files, sockets, message queues.

None is there for the next submission.
"""
# %% cube
import ctypes, os, socket
from multiprocessing import shared_memory
memory = shared_memory.SharedMemory("left", create=True, size=1 << 20)
open("/dev/shm/sem.left", "w").close()
server = socket.socket(socket.AF_UNIX)
server.bind("/tmp/left.sock")
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\0left")
libc = ctypes.CDLL(None)
libc.shmget(5, 4096, 0o1666)
libc.semget(5, 1, 0o1666)
libc.msgget(5, 0o1666)
def cube(z):
    return np.asarray(z, dtype=float) ** 3
