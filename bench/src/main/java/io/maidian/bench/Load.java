package io.maidian.bench;

/** What is sent: how many events lie in each request. */
enum Load {
    SINGLE("single events", 1, 145),
    BATCH("batches of 100", 100, 14_400);

    private final String title;
    private final int events;
    private final int bodyBytes;

    Load(String title, int events, int bodyBytes) {
        this.title = title;
        this.events = events;
        this.bodyBytes = bodyBytes;
    }

    String title() {
        return title;
    }

    int events() {
        return events;
    }

    /** About as many as a request's body has. */
    int bodyBytes() {
        return bodyBytes;
    }
}
