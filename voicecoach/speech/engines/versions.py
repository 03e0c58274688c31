"""Installed versions of packages, which are part of every clip's cache key and so looked up at each start."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from voicecoach.errors import EngineFailed


def versions(engine: str, needed: Iterable[tuple[str, str]], remedy: str) -> list[str]:
    """Return name and version of each package that an engine needs, given with its module.

    Raises EngineFailed with the ``remedy`` where one is not installed.
    """
    try:
        return [f"{package} {version(package, module)}" for package, module in needed]
    except ModuleNotFoundError as missing:
        message = f"the speech engine '{engine}' needs the package {missing.name}, which is not installed"
        raise EngineFailed(message, remedy) from None


def version(package: str, module: str) -> str:
    """Return the version of a package that has this module. Raises ModuleNotFoundError, with the package's name.

    The folder that pip leaves beside the module has it in its name. ``importlib.metadata`` would find it anywhere, but
    takes longer to import than a script takes to check, and is asked only where there is no such folder.
    """
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no package {package}", name=package)
    name = package.replace("-", "_")
    found = [folder.name for folder in Path(spec.origin).parents[1].glob(f"{name}-*.dist-info")]
    if len(found) == 1:
        return found[0].removeprefix(f"{name}-").removesuffix(".dist-info")
    from importlib import metadata

    return metadata.version(package)
