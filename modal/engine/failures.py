"""What went wrong, as data that explains itself."""

import errno
import re
import traceback
from pathlib import Path
from types import FrameType

from engine.encoder import EncodingFailed
from engine.hints import hint_for
from engine.movie import VideoTooLong
from engine.network import NetworkForbidden
from engine.protocol import Failure
from engine.scenes import NoScene
from engine.source import FILE_NAME, InvalidSyntax, Source
from engine.tex import LatexError, ProgramMissing

LONGEST_MESSAGE = 2_000
LONGEST_TRACEBACK = 8_000
LONGEST_NAME = 200
LONGEST_EXPRESSION = 4_000
OUR_MODULE = re.compile(r"^engine\.\w+\.", re.MULTILINE)
MISSING_FILE = re.compile(r"From: .*?, could not find (?P<name>.*) at either of these locations: ", re.DOTALL)


def describe(error: BaseException, source: Source, directory: Path) -> Failure:
    """Tells an error of the user's code in the user's own lines. Paths below `directory` lose it: they mean nothing outside."""
    try:
        return _describe_syntax(error, source) if isinstance(error, InvalidSyntax) else _describe(error, source, directory)
    except BaseException as obstacle:  # a class of the user's own may be broken wherever it is touched
        # As Python itself holds them, whatever the class says.
        line = source.line_of_traceback(BaseException.__traceback__.__get__(error))
        name = _clip(type.__dict__["__name__"].__get__(type(error)), LONGEST_NAME)
        return Failure(
            kind="CRASHED" if line is None else "SCENE_ERROR",
            message=f"The code failed with an error that cannot be told, because telling it fails, too ({type(obstacle).__name__}).",
            exception=name,
            line=line,
            excerpt=source.excerpt(line),
        )


def _describe(error: BaseException, source: Source, directory: Path) -> Failure:
    line = source.line_of_traceback(error.__traceback__)
    if line is None and isinstance(error, NoScene):
        line = error.line
    name = _clip(type(error).__name__, LONGEST_NAME)
    message = _message_of(error).replace(f"{directory}/", "")
    latex = error if isinstance(error, LatexError) else None
    expression = _clip(latex.expression, LONGEST_EXPRESSION) if latex else None
    return Failure(
        kind=_kind_of(error, line),
        message=message,
        exception=None if _is_ours(error) else name,
        line=line,
        excerpt=source.excerpt(line),
        traceback=_traceback_of(error, directory) if line is not None and not isinstance(error, NoScene) else None,
        hint=hint_for(name, message if expression is None else f"{message}\n{expression}", source.text_of(line)),
        latex_expression=expression,
        latex_log=_clip(latex.log, LONGEST_EXPRESSION) if latex and latex.log else None,
    )


def describe_time_out(message: str, frame: FrameType | None, expression: str | None, source: Source | None) -> Failure:
    """Tells where the code was when its time was over."""
    line = source.line_of_frame(frame) if source else None
    if expression is not None:
        message = f"{message} LaTeX was still busy with “{expression:.300}”."
    return Failure(
        kind="TIMED_OUT",
        message=message,
        line=line,
        excerpt=source.excerpt(line) if source else None,
        hint=hint_for("TimedOut", message, source.text_of(line)) if source else None,
        latex_expression=None if expression is None else _clip(expression, LONGEST_EXPRESSION),
    )


def _describe_syntax(error: InvalidSyntax, source: Source) -> Failure:
    cause = error.__cause__ or error
    # Python 3.12 gives line 0 for text that it refuses as a whole.
    line = (cause.lineno or None) if isinstance(cause, SyntaxError) else None
    line = line or source.line_of_no_text
    message = _clip(cause.msg if isinstance(cause, SyntaxError) else str(cause), LONGEST_MESSAGE)
    if isinstance(cause, RecursionError | MemoryError):
        message = "The code is nested too deeply to be compiled."
    exception = type(cause).__name__
    return Failure(
        kind="SYNTAX_ERROR",
        message=message or "The code cannot be compiled.",
        exception=exception,
        line=line,
        excerpt=source.excerpt(line),
        traceback=_clip("".join(traceback.format_exception_only(cause)), LONGEST_TRACEBACK),
        # A fence further down, after some prose, is what went wrong all the same.
        hint=hint_for("SyntaxError" if not isinstance(cause, SyntaxError) else exception, message, source.fence or source.text_of(line)),
    )


def _kind_of(error: BaseException, line: int | None) -> str:
    match _root_of(error):
        case NoScene():
            return "NO_SCENE"
        case LatexError():
            return "LATEX_ERROR"
        case ProgramMissing():
            return "UNAVAILABLE"
        case VideoTooLong() | OSError(errno=errno.EFBIG | errno.ENOSPC):
            return "OUTPUT_TOO_LARGE"
        case MemoryError() | OSError(errno=errno.ENOMEM):
            return "OUT_OF_MEMORY"
        # The second is what libraries make of it: URLError and the like.
        case PermissionError() | OSError(errno=errno.EROFS) | OSError(__context__=NetworkForbidden()):
            return "FORBIDDEN"
        case FileNotFoundError(filename="<none>"):  # of an animation that failed, which the scene has swallowed (stage.py)
            return "SCENE_ERROR"
    # Without a line of the user's it is not the user's error, and neither is an encoder that stumbles.
    return "CRASHED" if line is None or isinstance(error, EncodingFailed) else "SCENE_ERROR"


def _root_of(error: BaseException) -> BaseException:
    """An encoder that fails says why in its cause."""
    return error.__cause__ if isinstance(error, EncodingFailed) and error.__cause__ is not None else error


def _is_ours(error: BaseException) -> bool:
    """Such a class means nothing to the user: its kind and message say all."""
    return type(error).__module__.startswith("engine.")


def _message_of(error: BaseException) -> str:
    try:
        text = str(error)
    except BaseException:  # a class of the user's, whose __str__ is as broken as the rest
        text = ""
    if isinstance(error, OSError) and (missing := MISSING_FILE.match(text)):
        return f"There is no file {missing['name']}."
    match _root_of(error):
        case OSError(errno=errno.EFBIG | errno.ENOSPC):
            return "The video, or a file that the scene wrote, grew larger than it may be."
        case SystemExit() | KeyboardInterrupt():
            return f"The code ended the program ({type(error).__name__}) instead of finishing the scene."
        case RecursionError():
            return "The code calls itself without end (maximum recursion depth exceeded)."
        case MemoryError():
            return f"The scene needed more memory than it may use. {text}".strip()
        case AssertionError() if not text:
            return "An assertion failed."
    return _clip(text or type(error).__name__, LONGEST_MESSAGE)


def _traceback_of(error: BaseException, directory: Path) -> str | None:
    """Python's own words, cut to the user's frames, and without errors on the way that never passed through them; `None` where Python fails to find them."""
    try:
        return _clip(OUR_MODULE.sub("", "".join(_report_of(error).format())).replace(f"{directory}/", ""), LONGEST_TRACEBACK)
    except Exception:  # text without end, or a SyntaxError of the user's own making
        return None


def _report_of(error: BaseException) -> traceback.TracebackException:
    report = traceback.TracebackException.from_exception(error)
    pending = [report]
    while pending:
        current = pending.pop()
        current.stack = traceback.StackSummary.from_list([frame for frame in current.stack if frame.filename == FILE_NAME])
        for name in ("__cause__", "__context__"):
            earlier = getattr(current, name)
            if earlier is not None and not any(frame.filename == FILE_NAME for frame in earlier.stack):
                setattr(current, name, None)
            elif earlier is not None:
                pending.append(earlier)
        # Of a group of errors.
        pending.extend(getattr(current, "exceptions", None) or ())
    return report


def _clip(text: str, longest: int) -> str:
    text = text.replace("\0", "")
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]}\n … {len(text) - 2 * half} characters left out …\n{text[-half:]}"
