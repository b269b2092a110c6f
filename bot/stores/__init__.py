"""Stores: where cases, documents and the audit trail are kept. Each passes `tests/contracts/store_contract.py`."""
