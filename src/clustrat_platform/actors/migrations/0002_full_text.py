"""Full text of the directory: trigrams by FTS5 on SQLite, kept in step by triggers; by pg_trgm on PostgreSQL where it is there."""

from typing import Any

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE actors_directory_fts USING fts5(
        text_folded, content='actors_directoryrow', content_rowid='actor_id', tokenize='trigram')""",
    """CREATE TRIGGER actors_directory_fts_insert AFTER INSERT ON actors_directoryrow BEGIN
        INSERT INTO actors_directory_fts(rowid, text_folded) VALUES (new.actor_id, new.text_folded); END""",
    """CREATE TRIGGER actors_directory_fts_delete AFTER DELETE ON actors_directoryrow BEGIN
        INSERT INTO actors_directory_fts(actors_directory_fts, rowid, text_folded)
            VALUES ('delete', old.actor_id, old.text_folded); END""",
    """CREATE TRIGGER actors_directory_fts_update AFTER UPDATE OF text_folded ON actors_directoryrow BEGIN
        INSERT INTO actors_directory_fts(actors_directory_fts, rowid, text_folded)
            VALUES ('delete', old.actor_id, old.text_folded);
        INSERT INTO actors_directory_fts(rowid, text_folded) VALUES (new.actor_id, new.text_folded); END""",
)


def forwards(apps: Any, schema_editor: Any) -> None:
    """Lay the index; a PostgreSQL whose owner may not create the extension searches without it, only slower."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in SQLITE:
                cursor.execute(statement)
        else:
            cursor.execute(
                "SELECT count(*) FROM pg_available_extensions a WHERE name = 'pg_trgm' AND (installed_version IS NOT NULL "
                "OR has_database_privilege(current_database(), 'CREATE'))"
            )
            if cursor.fetchone()[0]:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    "CREATE INDEX actors_directory_fts ON actors_directoryrow USING gin (text_folded gin_trgm_ops)"
                )
    apps.get_model("actors", "DirectoryStamp").objects.create(pk=1, number=0)


def backwards(apps: Any, schema_editor: Any) -> None:
    """Take the index away."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in ("insert", "delete", "update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS actors_directory_fts_{name}")
            cursor.execute("DROP TABLE IF EXISTS actors_directory_fts")
        else:
            cursor.execute("DROP INDEX IF EXISTS actors_directory_fts")
    apps.get_model("actors", "DirectoryStamp").objects.all().delete()


class Migration(migrations.Migration):
    """The index, and the counter at nought."""

    dependencies = [("actors", "0001_directory")]

    operations = [migrations.RunPython(forwards, backwards)]
