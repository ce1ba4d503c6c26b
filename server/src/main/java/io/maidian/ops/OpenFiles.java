package io.maidian.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files, connections included, the system lets this process open. Stateless. */
public final class OpenFiles {
    private OpenFiles() {}

    /** The most at a time; {@link Long#MAX_VALUE} where the system does not say. */
    public static long limit() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
