package io.maidian.log.segment;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a segment's file: its start, and whether the file is as it was written ({@code .log})
 * or compressed ({@code .log.zst}).
 */
record SegmentName(long start, boolean compressed) {
    private static final String COMPRESSED = ".zst";
    private static final String UNFINISHED = ".tmp";
    private static final Pattern NAME = Pattern.compile("(0\\d{19})\\.log(\\.zst)?");

    /** Null if it is not the name of a segment. */
    static @Nullable SegmentName of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            return null;
        }
        try {
            return new SegmentName(Long.parseLong(name.group(1)), name.group(2) != null);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** Whether it is what a crash left of a compressed file that was being made. */
    static boolean isUnfinished(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(UNFINISHED)
                && of(Path.of(name.substring(0, name.length() - UNFINISHED.length()))) != null;
    }

    Path in(Path folder) {
        String name = String.format(Locale.ROOT, "%020d.log", start);
        return folder.resolve(compressed ? name + COMPRESSED : name);
    }

    /** Where it is made before it gets its name. */
    Path unfinishedIn(Path folder) {
        return folder.resolve(in(folder).getFileName() + UNFINISHED);
    }
}
