package io.maidian.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a setting may hold.
 *
 * @param expected says it to a person
 * @param expectedZh the same in Chinese
 * @param ends the least and the greatest value, as text; empty where there are none
 * @param parse from text without white space around it; null where it is not of this kind
 */
record Kind<T>(
        String expected,
        String expectedZh,
        List<String> ends,
        Function<String, @Nullable T> parse) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9}) ?(B|KiB|MiB|GiB|TiB)");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%\\[\\]-]{1,255}");

    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1),
                    "d", Duration.ofDays(1));

    static Kind<String> host() {
        return new Kind<>(
                "a host name or address, such as 127.0.0.1 or 0.0.0.0",
                "主机名或地址，例如 127.0.0.1 或 0.0.0.0",
                List.of(),
                text -> HOST.matcher(text).matches() ? text : null);
    }

    static Kind<Path> folder() {
        return new Kind<>(
                "a folder",
                "目录",
                List.of(),
                text -> {
                    try {
                        return text.isEmpty() ? null : Path.of(text);
                    } catch (InvalidPathException e) {
                        return null;
                    }
                });
    }

    static Kind<List<Path>> files() {
        return new Kind<>(
                "files, separated by commas",
                "文件，多个之间用逗号分隔",
                List.of(),
                text -> list(text, part -> folder().parse().apply(part)));
    }

    static Kind<List<Network>> networks() {
        return new Kind<>(
                "IP addresses or ranges such as 10.0.0.0/8, separated by commas",
                "IP 地址或 10.0.0.0/8 这样的网段，多个之间用逗号分隔",
                List.of(),
                text -> list(text, Network::parse));
    }

    /** Nothing is the empty list; null where one part is not of its kind. */
    private static <T> @Nullable List<T> list(String text, Function<String, @Nullable T> element) {
        List<T> elements = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
            T value = element.apply(part.strip());
            if (value == null) {
                return null;
            }
            elements.add(value);
        }
        return List.copyOf(elements);
    }

    static Kind<Integer> number(int min, int max) {
        return new Kind<>(
                "a whole number, " + min + " to " + max,
                "整数，" + min + " 到 " + max,
                List.of(Integer.toString(min), Integer.toString(max)),
                text -> {
                    if (!NUMBER.matcher(text).matches()) {
                        return null;
                    }
                    int number = Integer.parseInt(text);
                    return number >= min && number <= max ? number : null;
                });
    }

    static Kind<Long> size(String min, String max) {
        long least = bytes(min);
        long most = bytes(max);
        return new Kind<>(
                "a size with its unit (B, KiB, MiB, GiB, TiB), " + min + " to " + max,
                "带单位的大小（B、KiB、MiB、GiB、TiB），" + min + " 到 " + max,
                List.of(min, max),
                text -> {
                    if (!SIZE.matcher(text).matches()) {
                        return null;
                    }
                    long bytes = bytes(text);
                    return bytes >= least && bytes <= most ? bytes : null;
                });
    }

    static Kind<Duration> duration(String min, String max) {
        Duration least = time(min);
        Duration most = time(max);
        return new Kind<>(
                "a time with its unit (ms, s, m, h, d), " + min + " to " + max,
                "带单位的时长（ms、s、m、h、d），" + min + " 到 " + max,
                List.of(min, max),
                text -> {
                    if (!DURATION.matcher(text).matches()) {
                        return null;
                    }
                    Duration time = time(text);
                    return time.compareTo(least) >= 0 && time.compareTo(most) <= 0 ? time : null;
                });
    }

    /** In bytes; what a long does not hold is its greatest. */
    private static long bytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException(text);
        }
        long number = Long.parseLong(size.group(1));
        long unit = BYTES.getOrDefault(size.group(2), 1L);
        return Math.multiplyHigh(number, unit) == 0 && number * unit >= 0
                ? number * unit
                : Long.MAX_VALUE;
    }

    private static Duration time(String text) {
        Matcher time = DURATION.matcher(text);
        if (!time.matches()) {
            throw new IllegalArgumentException(text);
        }
        return UNITS.getOrDefault(time.group(2), Duration.ZERO)
                .multipliedBy(Long.parseLong(time.group(1)));
    }
}
