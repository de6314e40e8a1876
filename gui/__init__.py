"""The window: what people see and type. Nothing below may use it; ``main.py`` starts it by ``gui.app``."""

__all__: list[str] = []
