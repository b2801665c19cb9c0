"""The catalogues that this office changes by versions; each room puts its own here at start."""

from safeconduct.catalogues.core.terms import AnyShape

_shapes: dict[str, AnyShape] = {}


def put(shape: AnyShape) -> None:
    """Make a catalogue known; done by the room that goes by it, when its app is ready."""
    _shapes[shape.name] = shape


def shape_of(name: str) -> AnyShape | None:
    """The catalogue of a name, or None."""
    return _shapes.get(name)


def shapes() -> list[AnyShape]:
    """Every catalogue, by name."""
    return [_shapes[name] for name in sorted(_shapes)]
