"""Without its part in C the engine draws the same, more slowly, and says so once."""

import subprocess
import sys
from pathlib import Path

import av
import numpy as np

from engine.tools.recording import read_hashes

CORPUS = Path(__file__).parent / "corpus"
WITHOUT = "import sys; sys.modules['engine_native'] = None; from engine.tools.ours import main; sys.exit(main())"
WITH = "import sys; from engine.tools.ours import main; sys.exit(main())"


def draw(program: str, output: Path) -> str:
    """What was said on standard error."""
    arguments = ["transforms.py", "--output", str(output)]
    finished = subprocess.run([sys.executable, "-c", program, *arguments], cwd=CORPUS, capture_output=True, text=True, check=True)
    return finished.stderr


def luma(path: Path) -> list[np.ndarray]:
    with av.open(str(path / "video.mp4")) as container:
        return [frame.to_ndarray()[: frame.height].astype(int) for frame in container.decode(video=0)]


def test_the_way_without_a_compiler_gives_the_same_frames_and_says_once_that_it_is_slower(tmp_path: Path) -> None:
    slow, fast = tmp_path / "slow", tmp_path / "fast"
    said = draw(WITHOUT, slow)
    assert draw(WITH, fast) == ""
    assert said.count("go the slower way") == 1
    assert "`python -m engine.build` builds it" in said
    assert read_hashes(slow) == read_hashes(fast)
    # PyAV converts to the same picture by other arithmetic.
    pairs = list(zip(luma(slow), luma(fast), strict=True))
    assert pairs
    assert max(np.abs(one - other).mean() for one, other in pairs) < 1
