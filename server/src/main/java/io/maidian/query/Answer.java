package io.maidian.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question.
 *
 * @param position the store's log position at that moment: every event acknowledged before it is
 *     counted
 * @param emptyReason why there is nothing to see; null where there is
 */
public record Answer(long position, List<Series> series, @Nullable EmptyReason emptyReason) {}
