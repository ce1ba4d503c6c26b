package io.maidian.bench;

/** What is sent: how many events lie in each request. */
enum Load {
    SINGLE("single events", 1),
    BATCH("batches of 100", 100);

    private final String title;
    private final int events;

    Load(String title, int events) {
        this.title = title;
        this.events = events;
    }

    String title() {
        return title;
    }

    int events() {
        return events;
    }
}
