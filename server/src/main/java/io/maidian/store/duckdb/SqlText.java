package io.maidian.store.duckdb;

/** Text in a statement that takes no parameters. Stateless. */
final class SqlText {
    private SqlText() {}

    /** A string literal. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A name. */
    static String name(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
