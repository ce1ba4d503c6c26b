package io.maidian.catalog;

import java.time.ZoneId;

/**
 * What uploads are addressed to.
 *
 * @param ai project id, {@code [0-9A-Za-z_-]{1,64}}
 * @param zone the zone of its days and hours
 * @param createdMillis ms since 1970
 */
public record Project(String ai, String name, ZoneId zone, long createdMillis) {}
