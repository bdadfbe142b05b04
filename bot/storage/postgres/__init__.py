"""PostgreSQL, the engine for several replicas; needs the extra `postgres`."""

from bot.storage.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
