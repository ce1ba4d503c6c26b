package io.maidian.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole upload requests, of which only the time and the users are written anew for each: so cheap
 * that the load program takes little of the processor from the server beside it. The events are
 * those of {@link SampleEvents}. For one thread.
 */
final class UploadTemplate {
    private static final int USERS = 1_000_000;
    private static final int STRIDE = 7_919;
    private static final int FIRST_USER = 9_000_000;
    private static final int USER_DIGITS = 7;
    private static final int TIME_DIGITS = 13;
    private static final String USER_MARK = "{\"cs1\":\"";
    private static final String TIME_MARK = "\"tm\":";
    private static final String STM_MARK = "?stm=";

    private final byte[] request;
    private final List<Integer> times = new ArrayList<>();
    private final List<Integer> users = new ArrayList<>();
    private int user;

    /**
     * @param events in each request
     */
    UploadTemplate(String ai, String event, int events) {
        long time = System.currentTimeMillis();
        byte[] body = new SampleEvents(event).body(events, time);
        String head =
                "POST /v3/"
                        + ai
                        + "/s2s/cstm"
                        + STM_MARK
                        + time
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(body);
        request = whole.toByteArray();
        find(STM_MARK, times);
        find(TIME_MARK, times);
        find(USER_MARK, users);
    }

    /** The next request, no two of which are alike; valid until the next call. */
    ByteBuffer next(long nowMillis) {
        for (int place : times) {
            digits(nowMillis, place, TIME_DIGITS);
        }
        for (int place : users) {
            user = (user + STRIDE) % USERS;
            digits(FIRST_USER + user, place, USER_DIGITS);
        }
        return ByteBuffer.wrap(request);
    }

    private void digits(long number, int place, int count) {
        long rest = number;
        for (int i = place + count - 1; i >= place; i--) {
            request[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Notes where each mark ends. */
    private void find(String mark, List<Integer> places) {
        // Every byte becomes one character, so that places in the text are places in the bytes.
        String text = new String(request, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
            places.add(at + mark.length());
        }
    }
}
