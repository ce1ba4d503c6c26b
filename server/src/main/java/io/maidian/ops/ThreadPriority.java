package io.maidian.ops;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of a busy machine a thread gets. Java's own thread priorities do nothing on Linux, so
 * this asks the system: there {@code setpriority(2)} changes the calling thread alone. On another
 * system nothing is changed.
 */
public final class ThreadPriority {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPriority.class);

    /**
     * A thirtieth of an ordinary thread's share of a core that both want, all of one that nobody
     * else wants.
     */
    private static final int BACKGROUND_NICE = 15;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private ThreadPriority() {}

    /** Lets the calling platform thread give way to the others where the machine is busy. */
    public static void giveWay() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        try {
            int result = setPriority(BACKGROUND_NICE);
            if (result != 0) {
                LOG.info(
                        "the system did not lower the priority of {}",
                        Thread.currentThread().getName());
            }
        } catch (Throwable e) {
            LOG.info(
                    "the priority of {} cannot be lowered: {}",
                    Thread.currentThread().getName(),
                    e.toString());
        }
    }

    // The arguments and the result are plain ints: nothing that native code could damage.
    @SuppressWarnings("restricted")
    private static int setPriority(int nice) throws Throwable {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("setpriority");
        if (function.isEmpty()) {
            return -1;
        }
        MethodHandle call =
                linker.downcallHandle(
                        function.get(),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        return (int) call.invokeExact(PRIO_PROCESS, CALLING_THREAD, nice);
    }
}
