package io.maidian.event;

/** One named value of an event. The key has 1 to 255 code points and no surrounding white space. */
public record Variable(String key, Value value) {}
