"""What the gate must know of Streamlit's own ways: what a browser's message asks for, what is held of uploads."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

WELCOME = frozenset({"rerun_script", "stop_script", "file_urls_request", "app_heartbeat"})
"""What the portal's pages ask for. All else Streamlit would do for anybody: clear the caches that all people share,
change how the server runs, write files beside it."""


def is_welcome(message: bytes) -> bool:
    """May Streamlit see this message of a browser? What is no message it refuses itself."""
    asked = BackMsg()
    try:
        asked.ParseFromString(message)
    except Exception:  # noqa: BLE001 (the parser's own error class differs between its implementations)
        return True
    return asked.WhichOneof("type") in WELCOME


def held_bytes(session: str) -> int:
    """Bytes of uploads held in memory for a session."""
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return sum(len(file.data) for file in list(manager.file_storage.get(session, {}).values()))
