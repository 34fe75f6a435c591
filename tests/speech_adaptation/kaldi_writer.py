"""Writes small Kaldi networks, so that Vosk itself can be asked for its features, i-vectors and outputs."""

import struct
from pathlib import Path

import numpy as np

PDFS = 2616
CEPSTRA, IVECTOR = 40, 100


def integer(value: int) -> bytes:
    return b"\4" + struct.pack("<i", value)


def matrix(values) -> bytes:
    values = np.asarray(values, "<f4")
    return b"FM " + integer(values.shape[0]) + integer(values.shape[1]) + values.tobytes()


def vector(values) -> bytes:
    values = np.asarray(values, "<f4")
    return b"FV " + integer(len(values)) + values.tobytes()


def one_layer(wiring: str, weights) -> bytes:
    """A network of one fixed affine component called `out`."""
    component = b"<FixedAffineComponent> <LinearParams> " + matrix(weights) + b"<BiasParams> "
    component += vector(np.zeros(len(weights))) + b"</FixedAffineComponent> "
    head = b"<Nnet3> \n" + wiring.encode() + b"\n\n<NumComponents> " + integer(1)
    return head + b"<ComponentName> out " + component + b"</Nnet3> "


def features_network(frame: int) -> bytes:
    """Gives the features of one frame, for use as a speaker model."""
    wiring = (
        "input-node name=input dim=40\n"
        f"component-node name=out component=out input=Offset(input, {frame})\n"
        "output-node name=output input=out\n"
    )
    return b"\0B" + one_layer(wiring, np.eye(CEPSTRA))


def network_at(content: bytes, wiring: str, frame: int, ivector: float) -> bytes:
    """The network of a final.mdl with a constant i-vector, giving its outputs for one frame, as a speaker model."""
    network = content[content.find(b"<Nnet3> ") : content.find(b"</Nnet3> ") + len(b"</Nnet3> ")]
    lines = [line for line in wiring.splitlines() if "name=ivector" not in line and "name=output-xent " not in line]
    changed = "\n".join(lines) + "\n\n"
    changed = changed.replace("ReplaceIndex(ivector, t, 0)", f"Const({ivector}, {IVECTOR})")
    changed = changed.replace(
        "node name=output input=output.affine", f"node name=output input=Offset(output.affine, {frame})"
    )
    return b"\0B" + network.replace(wiring.encode(), changed.encode())


def scoring_model(content: bytes, features, ivector) -> bytes:
    """A final.mdl that gives every pdf the same log likelihood, a weighted sum of features and i-vector."""
    head = content[: content.find(b"<Nnet3> ")]
    wiring = (
        "input-node name=ivector dim=100\ninput-node name=input dim=40\n"
        "component-node name=out component=out input=Append(input, ReplaceIndex(ivector, t, 0))\n"
        "output-node name=output input=out objective=linear\n"
    )
    network = one_layer(wiring, np.tile(np.concatenate((features, ivector)), (PDFS, 1)))
    return head + network + b"<LeftContext> " + integer(0) + b"<RightContext> " + integer(0) + b"<Priors> " + vector([])


def speaker_folder(folder: Path, network: bytes, mfcc: str, size: int) -> Path:
    """A Vosk speaker model whose vector is the network's output, but for its length."""
    folder.mkdir()
    (folder / "final.ext.raw").write_bytes(network)
    (folder / "mfcc.conf").write_text(mfcc)
    (folder / "mean.vec").write_bytes(b"\0B" + vector(np.zeros(size)))
    (folder / "transform.mat").write_bytes(b"\0B" + matrix(np.eye(size)))
    return folder


def model_folder(folder: Path, built: Path, acoustic: bytes | None) -> Path:
    """A built model without dither, that takes nothing for silence, with another acoustic model if one is given."""
    folder.mkdir()
    for part in ("graph", "ivector", *(() if acoustic else ("am",))):
        (folder / part).symlink_to(built / part)
    if acoustic:
        (folder / "am").mkdir()
        (folder / "am" / "final.mdl").write_bytes(acoustic)
    (folder / "conf").mkdir()
    (folder / "conf" / "mfcc.conf").write_text(undithered(built))
    settings = (built / "conf" / "model.conf").read_text().splitlines()
    kept = [line for line in settings if "silence-phones" not in line]
    (folder / "conf" / "model.conf").write_text("\n".join([*kept, "--endpoint.silence-phones=194", ""]))
    return folder


def undithered(built: Path) -> str:
    return (built / "conf" / "mfcc.conf").read_text() + "--dither=0\n"
