package io.maidian.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code blocks of a page in Markdown, which tests run as a reader would. */
final class Guide {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private final String name;
    private final String text;

    private Guide(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** A page, by its path in the repository. */
    static Guide of(String name) {
        try {
            return new Guide(name, Files.readString(Product.source(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of it. */
    String text() {
        return text;
    }

    /** The first block that begins so. */
    String beginning(String begin) {
        return block(2, "^" + Pattern.quote(begin));
    }

    /** The first block in a language. */
    String in(String language) {
        return block(1, "^" + Pattern.quote(language) + "$");
    }

    private String block(int group, String wanted) {
        Pattern pattern = Pattern.compile(wanted);
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (pattern.matcher(block.group(group)).find()) {
                return block.group(2);
            }
        }
        throw new AssertionError(name + " has no code block that matches " + wanted);
    }
}
