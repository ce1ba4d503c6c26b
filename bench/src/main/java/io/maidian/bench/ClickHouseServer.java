package io.maidian.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ClickHouse's own engine with its own HTTP listener, out of the library that its npm package
 * carries: this process becomes the server, and does nothing else. It ends when it is told to by a
 * signal.
 */
public final class ClickHouseServer {
    /** The command line's program ends with its queries; the last one does not end. */
    private static final String QUERIES =
            "SYSTEM START LISTEN QUERIES ALL;"
                    + " SELECT sleepEachRow(3) FROM numbers(1000000000) FORMAT Null SETTINGS"
                    + " function_sleep_max_microseconds_per_block = 0, max_block_size = 1";

    private ClickHouseServer() {}

    /** Takes the library, the HTTP port, the data folder and the configuration file. */
    @SuppressWarnings("restricted") // that is what this program is for
    public static void main(String[] args) throws Throwable {
        Linker linker = Linker.nativeLinker();
        Arena arena = Arena.global();
        SymbolLookup library = SymbolLookup.libraryLookup(Path.of(args[0]), arena);
        MethodHandle run =
                linker.downcallHandle(
                        library.findOrThrow("chdb_query_cmdline"),
                        FunctionDescriptor.of(
                                ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        List<String> words = new ArrayList<>(List.of("clickhouse", "--listen_host", "127.0.0.1"));
        words.addAll(List.of("--http_port", args[1], "--tcp_port", "0", "--path", args[2]));
        words.addAll(List.of("--config-file", args[3], "--query", QUERIES));
        MemorySegment argv = arena.allocate(ValueLayout.ADDRESS, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) {
            argv.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(words.get(i)));
        }
        MemorySegment result = (MemorySegment) run.invokeExact(words.size(), argv);
        System.err.println("the engine ended: " + result);
    }
}
