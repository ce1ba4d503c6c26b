package io.maidian.config;

import java.util.Map;
import java.util.stream.Collectors;

/** The least and the greatest that the settings may be, by key; for tests of those who use them. */
public final class Extremes {
    private Extremes() {}

    /** Each setting that has a least value, at it. */
    public static Map<String, String> least() {
        return ends(0);
    }

    /** Each setting that has a greatest value, at it. */
    public static Map<String, String> greatest() {
        return ends(1);
    }

    private static Map<String, String> ends(int which) {
        return Settings.ALL.stream()
                .filter(setting -> !setting.kind().ends().isEmpty())
                .collect(
                        Collectors.toMap(
                                Setting::key, setting -> setting.kind().ends().get(which)));
    }
}
