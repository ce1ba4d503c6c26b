package io.maidian.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bodies of uploads: the upload page's own event, with a user that comes again only after all
 * others, so that no two bodies of the same millisecond are equal. For one thread.
 */
final class SampleEvents {
    private static final int USERS = 1_000_000;
    private static final int STRIDE = 7_919;
    private static final int FIRST_USER = 9_000_000;
    private static final List<String> VARIABLES =
            List.of(
                    "{\"product_name\":\"苹果\",\"product_classify\":\"水果\",\"product_price\":14}",
                    "{\"product_name\":\"西红柿\",\"product_classify\":\"蔬菜\",\"product_price\":5}",
                    "{\"product_name\":\"酸奶\",\"product_classify\":\"乳制品\",\"product_price\":9.5}",
                    "{\"product_name\":\"咖啡\",\"product_classify\":\"饮料\",\"product_price\":66}");

    private final String event;
    private final StringBuilder text = new StringBuilder();
    private int user;
    private int product;

    SampleEvents(String event) {
        this.event = event;
    }

    /** What an event's {@code var} can be, as JSON. */
    static List<String> variables() {
        return VARIABLES;
    }

    /**
     * @param count events in the body
     * @param tmMillis the events' time
     */
    byte[] body(int count, long tmMillis) {
        text.setLength(0);
        for (int i = 0; i < count; i++) {
            user = (user + STRIDE) % USERS;
            product = (product + 1) % VARIABLES.size();
            text.append(i == 0 ? '[' : ',')
                    .append("{\"cs1\":\"")
                    .append(FIRST_USER + user)
                    .append("\",\"tm\":")
                    .append(tmMillis)
                    .append(",\"t\":\"cstm\",\"n\":\"")
                    .append(event)
                    .append("\",\"var\":")
                    .append(VARIABLES.get(product))
                    .append('}');
        }
        return text.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }
}
