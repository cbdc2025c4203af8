"""The browsers of the tests: Debian's Chromium, and the same without windows, which needs a third less time.

`python -m tests.browser.chromium` installs what is missing, where that is possible. What a page hears and sees of the
machine (its camera, its microphone) only the whole browser can refuse; ALLOWED lets both have it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
ALLOWED = "--use-fake-ui-for-media-stream"
WITHOUT_WINDOWS = "chromium-headless-shell"
APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]


def find_chromium() -> str | None:
    """Where the whole browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def find_quickest() -> str | None:
    """Where the browser is that most tests use: the one without windows, or else the whole one."""
    return shutil.which(WITHOUT_WINDOWS) or find_chromium()


def install_what_is_missing() -> str:
    """Install Debian's packages where that is possible; return why not, where it is not.

    Only CI, or a machine without any browser, asks for the one without windows: it is quicker and nothing more.
    """
    with Path(tempfile.gettempdir(), f"cqtt-browsers-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that test start at the same time
        if find_chromium() and (shutil.which(WITHOUT_WINDOWS) or not os.environ.get("CI")):
            return ""
        return _install()


def _install() -> str:
    if os.environ.get("CQTT_NO_APT"):
        return "CQTT_NO_APT is set"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return "no chromium on this machine, and only root on Debian can install it"
    _apt("update")
    install = ["install", "-y", "--no-install-recommends"]
    whole = ["chromium", "fonts-noto-core"]
    return _apt(*install, *whole, WITHOUT_WINDOWS) and _apt(*install, *whole)


def _apt(*command: str) -> str:
    """Return what went wrong, if anything did."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run([*APT, *command], capture_output=True, text=True, env=environment)
    return f"apt-get could not install chromium: {done.stderr.strip()[-300:]}" if done.returncode else ""


if __name__ == "__main__":
    print(install_what_is_missing())
