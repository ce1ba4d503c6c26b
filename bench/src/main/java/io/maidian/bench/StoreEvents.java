package io.maidian.bench;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.RequestId;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Events as a server of its time would have them in its store: kinds and users by Zipf's law, five
 * variables a kind that no other kind has, uploads of 1 to 100 events, no ids. Time is not the
 * wall's: events come at a steady rate a second, each up to 1.5 s before it is sent, and each
 * upload takes up to 40 ms. The same seed makes the same events. For one thread.
 */
final class StoreEvents {
    private static final int USERS = 1_000_000;
    private static final int PRODUCTS = 10_000;
    private static final int CITIES = 50;
    private static final String[] CHANNELS = {
        "app", "web", "mini", "h5", "pad", "tv", "car", "kiosk"
    };
    private static final int UPLOAD_EVENTS = 100;
    private static final int QUEUE_MILLIS = 1_500;
    private static final int TRANSFER_MILLIS = 40;

    /** What an event takes in the log, about. */
    private static final int LOG_BYTES = 190;

    /** 2026-01-01. */
    static final long FROM_MILLIS = 1_767_225_600_000L;

    private final String ai;
    private final int kinds;
    private final double millisPerEvent;
    private final Random random;
    private double nowMillis = FROM_MILLIS;
    private long position;

    StoreEvents(String ai, int kinds, int eventsPerSecond, long seed) {
        this.ai = ai;
        this.kinds = kinds;
        millisPerEvent = 1_000.0 / eventsPerSecond;
        random = new Random(seed);
    }

    /** The key of the most frequent kind is {@code kind(1)}. */
    static String kind(int number) {
        return "kind" + number;
    }

    /** A measure of that kind, with two decimals. */
    static String price(int number) {
        return "price" + number;
    }

    /** The log position after the last batch. */
    long position() {
        return position;
    }

    long nowMillis() {
        return (long) nowMillis;
    }

    /** The next uploads, of at least so many events. */
    EventBatch next(int events) {
        List<Event> batch = new ArrayList<>(events + UPLOAD_EVENTS);
        while (batch.size() < events) {
            addUpload(1 + random.nextInt(UPLOAD_EVENTS), batch);
        }
        return new EventBatch(batch, List.of(), List.of());
    }

    private void addUpload(int events, List<Event> batch) {
        nowMillis += events * millisPerEvent;
        long sent = nowMillis();
        long received = sent + 1 + random.nextInt(TRANSFER_MILLIS);
        Upload upload = new Upload(ai, new RequestId(received, position, 0), sent);
        position += (long) events * LOG_BYTES;
        for (int i = 0; i < events; i++) {
            long time = sent - random.nextInt(QUEUE_MILLIS);
            int kind = zipf(kinds);
            batch.add(
                    new Event(
                            upload,
                            i,
                            kind(kind),
                            "u%09d".formatted(zipf(USERS)),
                            null,
                            null,
                            time,
                            time,
                            null,
                            variables(kind),
                            List.of()));
        }
    }

    private List<Variable> variables(int kind) {
        return List.of(
                new Variable("city" + kind, new Value.Text("city" + random.nextInt(CITIES))),
                new Variable("product" + kind, new Value.Text("sku-" + zipf(PRODUCTS))),
                new Variable(
                        "channel" + kind,
                        new Value.Text(CHANNELS[random.nextInt(CHANNELS.length)])),
                new Variable(price(kind), new Value.Decimal(random.nextInt(100_000) / 100.0)),
                new Variable("count" + kind, new Value.Whole(1 + random.nextInt(10))));
    }

    /** 1 to n, k with a chance of about 1 to k: Zipf's law with exponent 1. */
    private int zipf(int n) {
        return (int) Math.exp(random.nextDouble() * Math.log(n + 1.0));
    }
}
