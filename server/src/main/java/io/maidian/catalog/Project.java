package io.maidian.catalog;

import io.maidian.ops.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * What uploads are addressed to.
 *
 * @param ai project id, {@code [0-9A-Za-z_-]{1,64}}
 * @param name 1 to 100 characters
 * @param zone the zone of its days and hours: one of the IANA's, since the store's engine must know
 *     it by its name
 * @param createdMillis ms since 1970
 */
public record Project(String ai, String name, ZoneId zone, long createdMillis) {
    public Project {
        Fields.id("ai", ai);
        Fields.name("name", name);
        if (zone.equals(ZoneOffset.UTC)) {
            zone = ZoneId.of("UTC");
        }
        if (!ZoneId.getAvailableZoneIds().contains(zone.getId())) {
            throw new InvalidFieldException(
                    "timezone",
                    "an IANA time zone such as Asia/Shanghai",
                    Fields.shown(zone.getId()));
        }
    }

    /** A new project with an id of its own, which nobody can guess. */
    public static Project create(String name, ZoneId zone, Clock clock) {
        return new Project(RandomIds.next(), name, zone, clock.millis());
    }
}
