package io.maidian.acceptance;

import io.growing.sdk.java.GrowingAPI;
import io.growing.sdk.java.dto.GIOEventMessage;
import java.io.IOException;

/**
 * A program that sends events by GrowingIO's SDK, one for each user, and stays until its standard
 * input ends: the SDK sends in the background.
 */
final class SdkSender {
    static final String EVENT = "BuyProduct";

    private SdkSender() {}

    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        for (int i = 0; i < count; i++) {
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
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
        System.exit(0);
    }
}
