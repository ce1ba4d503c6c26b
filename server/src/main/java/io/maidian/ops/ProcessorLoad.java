package io.maidian.ops;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How busy the processors are that this process may use, by whomever. For one thread. */
public final class ProcessorLoad {
    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * The share of their time in which they worked since the last call: 0 to 1, 0 where the system
     * does not tell.
     */
    public double sinceLastAsked() {
        return Math.max(0, system.getCpuLoad());
    }
}
