package io.maidian.acceptance;

import io.growing.sdk.java.GrowingAPI;
import io.growing.sdk.java.dto.GIOEventMessage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that sends events by GrowingIO's SDK, one for each user, and stays until its standard
 * input ends: the SDK sends in the background.
 */
final class SdkSender {
    static final String EVENT = "BuyProduct";

    /** A line that it prints when it has given the SDK its last event. */
    static final String DONE = "all events given";

    /** The SDK drops what does not fit into its queue of 500. */
    private static final int AT_ONCE = 500;

    private SdkSender() {}

    /**
     * Starts it in a process of its own, as the SDK keeps its state in static fields. It gives the
     * SDK 500 events at once, more than that 25 every quarter of a second.
     *
     * @param options of its Java
     */
    static Product.Started start(
            URI address, String ai, boolean compress, int events, List<String> options)
            throws IOException {
        Path settings = Product.newFolder("gio");
        Files.writeString(
                settings.resolve("gio.properties"),
                """
                api.host=%s
                project.id=%s
                compress=%s
                run.mode=production
                logger.level=debug
                """
                        .formatted(address, ai, compress));
        String classes = settings + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-Dfile.encoding=UTF-8"));
        command.addAll(options);
        command.addAll(
                List.of("-cp", classes, SdkSender.class.getName(), Integer.toString(events)));
        return Product.start(command, Map.of());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        for (int i = 0; i < count; i++) {
            if (count > AT_ONCE && i % 25 == 0) {
                Thread.sleep(250);
            }
            GrowingAPI.send(
                    new GIOEventMessage.Builder()
                            .eventTime(System.currentTimeMillis())
                            .eventKey(EVENT)
                            .eventNumValue(1)
                            .loginUserId("user-" + i)
                            .addEventVariable("product_name", "苹果")
                            .addEventVariable("product_price", 14)
                            .addEventVariable("discount", 0.1)
                            .build());
        }
        System.out.println(DONE);
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }
}
