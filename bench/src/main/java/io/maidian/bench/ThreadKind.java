package io.maidian.bench;

import java.util.regex.Pattern;

/** What the product's threads are for, told by their names, of which Linux keeps 15 characters. */
enum ThreadKind {
    EVENT_LOOPS("event loops", "vert.x-eventloo"),
    LOG_WRITER("log writer", "maidian-log-wri"),
    STORE("indexer, settling, DuckDB", "indexer|store-|settl|duckdb"),
    CONSOLE("console", "console-|questions-"),
    COLLECTOR("garbage collection", "GC Thread|G1 |VM Thread"),
    COMPILER("JIT compiler", "C[12] Compiler"),
    OTHER("other", "");

    private final String title;
    private final Pattern names;

    ThreadKind(String title, String names) {
        this.title = title;
        this.names = Pattern.compile(names);
    }

    static ThreadKind of(String threadName) {
        for (ThreadKind kind : values()) {
            if (kind.names.matcher(threadName).lookingAt()) {
                return kind;
            }
        }
        return OTHER;
    }

    String title() {
        return title;
    }
}
