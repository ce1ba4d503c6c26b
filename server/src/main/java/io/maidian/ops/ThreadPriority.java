package io.maidian.ops;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
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
    private static final int SCHED_BATCH = 3;

    private ThreadPriority() {}

    /** Lets the calling platform thread give way to the others where the machine is busy. */
    public static void giveWay() {
        change("setpriority", () -> setPriority(BACKGROUND_NICE));
    }

    /**
     * Lets the calling platform thread, when it is woken, wait for its turn instead of taking the
     * core from whoever runs (Linux's SCHED_BATCH). Its share stays the same. For a thread that
     * does the better the more has gathered for it; where a core is free it runs at once.
     */
    public static void waitForTurn() {
        change("sched_setscheduler", ThreadPriority::setBatchScheduler);
    }

    private interface Call {
        int make() throws Throwable;
    }

    private static void change(String name, Call call) {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return;
        }
        String thread = Thread.currentThread().getName();
        try {
            int result = call.make();
            if (result != 0) {
                LOG.info("{} did not change the priority of {}", name, thread);
            }
        } catch (Throwable e) {
            LOG.info("the priority of {} cannot be changed: {}", thread, e.toString());
        }
    }

    // The arguments and the results are plain ints, and one int that is only read: nothing that
    // native code could damage.
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

    @SuppressWarnings("restricted")
    private static int setBatchScheduler() throws Throwable {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> function = linker.defaultLookup().find("sched_setscheduler");
        if (function.isEmpty()) {
            return -1;
        }
        MethodHandle call =
                linker.downcallHandle(
                        function.get(),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            // struct sched_param: its one member, the real-time priority, must be 0 here.
            MemorySegment parameters = arena.allocate(JAVA_INT);
            return (int) call.invokeExact(CALLING_THREAD, SCHED_BATCH, parameters);
        }
    }
}
