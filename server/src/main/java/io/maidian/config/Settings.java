package io.maidian.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The table of all settings: what is parsed, and what docs/guide/settings.md and settings.zh.md
 * show, comes from it. What it lets through, every part of the server takes: see OptionsTest.
 */
final class Settings {
    /** How the names of the environment variables begin. */
    static final String VARIABLES = "MAIDIAN_";

    static final Setting<Path> DATA =
            new Setting<>(
                    "data",
                    Kind.folder(),
                    "data",
                    "The folder that everything lies in. It may not stand in the folder's own"
                            + " `maidian.properties`.",
                    "所有数据所在的目录。该目录自己的 `maidian.properties` 中不能设置此项。");

    static final Setting<String> HTTP_HOST =
            new Setting<>(
                    "http.host",
                    Kind.host(),
                    "127.0.0.1",
                    "The address to listen on. `0.0.0.0` is every one of this machine; before a"
                            + " network reaches it, set `tls.certificate` or put a proxy with TLS"
                            + " in front.",
                    "监听的地址。`0.0.0.0` 表示本机的所有地址；对网络开放之前，请先设置 `tls.certificate`，或在前面放好 TLS 代理。");
    static final Setting<Integer> HTTP_PORT =
            new Setting<>(
                    "http.port",
                    Kind.number(0, 65_535),
                    "8080",
                    "The port to listen on. 0 takes a free one and prints it.",
                    "监听的端口。0 表示自动选用一个空闲端口，并打印出来。");
    static final Setting<List<Network>> HTTP_TRUSTED_PROXIES =
            new Setting<>(
                    "http.trusted-proxies",
                    Kind.networks(),
                    "",
                    "Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. From"
                            + " anywhere else these headers are ignored.",
                    "受信任的代理，只采信它们发来的 `X-Forwarded-For` 和 `X-Forwarded-Proto`；来自其他地址的这两个头会被忽略。");

    static final Setting<Integer> HTTP_CONNECTIONS =
            new Setting<>(
                    "http.connections",
                    Kind.number(1, 1_000_000),
                    "16000",
                    "The most connections that are open at a time. Beyond it a request is answered"
                            + " 503 with Retry-After and its connection closed. Each takes one of"
                            + " the files that the system lets a process open: see the operating"
                            + " guide.",
                    "同时打开的连接数上限。超出时，请求返回 503 和 Retry-After，并关闭连接。每个连接占用一个系统允许进程打开的文件，见运维指南。");
    static final Setting<Duration> HTTP_IDLE_TIMEOUT =
            new Setting<>(
                    "http.idle-timeout",
                    Kind.duration("1s", "1h"),
                    "75s",
                    "A connection on which no whole request head has come for this long is closed;"
                            + " one of HTTP/2, on which nothing has come.",
                    "超过此时间没有收到完整的请求头，就关闭该连接；HTTP/2 连接则是没有收到任何数据。");
    static final Setting<Duration> HTTP_BODY_TIMEOUT =
            new Setting<>(
                    "http.body-timeout",
                    Kind.duration("1s", "1h"),
                    "30s",
                    "How long the body of a request may take to come. Beyond it: 408, and the"
                            + " connection is closed.",
                    "请求体最长的传输时间。超出返回 408，并关闭连接。");

    static final Setting<List<Path>> TLS_CERTIFICATE =
            new Setting<>(
                    "tls.certificate",
                    Kind.files(),
                    "",
                    "PEM files of certificates: the server's own, then those that lead to its root."
                            + " With one, the port speaks HTTPS only. Several serve several host"
                            + " names; the first is for clients that name none. A file that"
                            + " changes is taken without a restart.",
                    "PEM 证书文件：先是服务器证书，随后是通向根证书的各级证书。设置后，端口只接受 HTTPS。"
                            + "多个文件用于多个主机名；客户端未指明主机名时用第一个。文件更新后自动生效，无需重启。");
    static final Setting<List<Path>> TLS_KEY =
            new Setting<>(
                    "tls.key",
                    Kind.files(),
                    "",
                    "PEM files of their private keys, in the same order; without a password.",
                    "与上述证书一一对应的 PEM 私钥文件，顺序相同，不带密码。");

    static final Setting<Long> LOG_SEGMENT_BYTES =
            new Setting<>(
                    "log.segment-bytes",
                    Kind.size("1MiB", "1GiB"),
                    "128MiB",
                    "The size at which the log begins a new file.",
                    "日志文件达到此大小后，换一个新文件。");
    static final Setting<Duration> LOG_SEGMENT_AGE =
            new Setting<>(
                    "log.segment-age",
                    Kind.duration("1m", "30d"),
                    "1h",
                    "How long the log writes to one file, if it does not reach its size before.",
                    "日志写同一个文件的最长时间（未先达到大小上限时）。");
    static final Setting<Duration> LOG_RETENTION =
            new Setting<>(
                    "log.retention",
                    Kind.duration("1h", "3650d"),
                    "7d",
                    "How long the log is kept. A file of it is deleted when everything in it is"
                            + " older than this and in the event store. Events stay in charts;"
                            + " the details of an upload are shown as long as the log holds it.",
                    "日志保留的时间。文件中的全部内容都早于此时间、并且已进入事件存储之后，该文件才会被删除。"
                            + "图表中的事件不受影响；上传的明细在日志保留期间可以查看。");
    static final Setting<Long> LOG_QUEUE_BYTES =
            new Setting<>(
                    "log.queue-bytes",
                    Kind.size("8MiB", "4GiB"),
                    "64MiB",
                    "How much may wait to be written to the log. Beyond it uploads are answered 503"
                            + " with Retry-After. At least `intake.decoded-bytes`.",
                    "等待写入日志的数据上限。超出后，上传返回 503 和 Retry-After。不得小于 `intake.decoded-bytes`。");
    static final Setting<Long> LOG_LOW_SPACE_BYTES =
            new Setting<>(
                    "log.low-space-bytes",
                    Kind.size("0B", "16TiB"),
                    "512MiB",
                    "With less free disk space than this, uploads are answered 503, so that what"
                            + " was acknowledged can still be shown.",
                    "磁盘剩余空间低于此值时，上传返回 503，以便已确认的事件仍能显示出来。");

    static final Setting<Long> INTAKE_BODY_BYTES =
            new Setting<>(
                    "intake.body-bytes",
                    Kind.size("1KiB", "64MiB"),
                    "4MiB",
                    "The largest body of an upload, as it comes over the wire. Beyond it: 413.",
                    "一次上传的请求体在网络上传输时的最大大小。超出返回 413。");
    static final Setting<Long> INTAKE_DECODED_BYTES =
            new Setting<>(
                    "intake.decoded-bytes",
                    Kind.size("1KiB", "64MiB"),
                    "32MiB",
                    "The largest body of an upload after decompression. Beyond it: 413. At least"
                            + " `intake.body-bytes`.",
                    "一次上传的请求体解压后的最大大小。超出返回 413。不得小于 `intake.body-bytes`。");
    static final Setting<Long> INTAKE_MEMORY_BYTES =
            new Setting<>(
                    "intake.memory-bytes",
                    Kind.size("0B", "16GiB"),
                    "0B",
                    "The memory that uploads may take before they wait to be written to the log."
                            + " What comes beyond it waits for a moment and is then answered 503"
                            + " with Retry-After; small uploads go on. 0B: a quarter of Java's"
                            + " heap, at least four times `intake.decoded-bytes`.",
                    "上传在等待写入日志之前可以占用的内存。超出时先短暂等待，随后返回 503 和 Retry-After；小的上传不受影响。"
                            + "0B 表示 Java 堆的四分之一，且至少为 `intake.decoded-bytes` 的四倍。");
    static final Setting<Integer> INTAKE_EVENTS_PER_UPLOAD =
            new Setting<>(
                    "intake.events-per-upload",
                    Kind.number(1, 1_000_000),
                    "10000",
                    "The most events in one upload. Beyond it: 413.",
                    "一次上传最多包含的事件数。超出返回 413。");
    static final Setting<Integer> INTAKE_NESTING =
            new Setting<>(
                    "intake.nesting",
                    Kind.number(3, 1_000),
                    "8",
                    "How deep an upload's JSON may be nested. Beyond it: 400.",
                    "上传的 JSON 最多嵌套的层数。超出返回 400。");
    static final Setting<Integer> INTAKE_VARIABLES =
            new Setting<>(
                    "intake.variables",
                    Kind.number(1, 1_000),
                    "100",
                    "The most variables of one event. The rest are left out, with a warning.",
                    "一个事件最多的变量个数。超出的变量会被忽略，并给出警告。");

    static final Setting<Long> INTAKE_REJECTED_BYTES_PER_MINUTE =
            new Setting<>(
                    "intake.rejected-bytes-per-minute",
                    Kind.size("0B", "16GiB"),
                    "16MiB",
                    "How much text of rejected events a project keeps in a minute; what it does not"
                            + " use is saved up for four minutes. Beyond it rejected events are"
                            + " only counted.",
                    "每个项目每分钟保留的被拒绝事件原文的大小；未用完的部分最多累积四分钟。超出后，被拒绝的事件只计数。");

    static final Setting<Duration> IDS_WINDOW =
            new Setting<>(
                    "ids.window",
                    Kind.duration("1s", "90d"),
                    "7d",
                    "How long after an event was received another one with its `id` is a"
                            + " duplicate. If it is made longer, the next start reads the log of"
                            + " that time.",
                    "事件接收后多长时间内，带有相同 `id` 的事件算作重复。调大后，下次启动会读取这段时间的日志。");
    static final Setting<Long> IDS_MEMORY_BYTES =
            new Setting<>(
                    "ids.memory-bytes",
                    Kind.size("1MiB", "16GiB"),
                    "64MiB",
                    "How much of the heap may serve to tell without a look at the disk that an id"
                            + " is new: 2 bytes for each id of `ids.window`. With more ids uploads"
                            + " that bear one take longer; duplicates are found all the same.",
                    "用于不读磁盘就判断 id 是否为新的堆内存上限：`ids.window` 内每个 id 占 2 字节。id 更多时，带 id 的上传会变慢，但重复仍能准确识别。");

    static final Setting<Long> STORE_MEMORY_BYTES =
            new Setting<>(
                    "store.memory-bytes",
                    Kind.size("64MiB", "16TiB"),
                    "192MiB",
                    "The memory that the event store may use beside the heap. More makes large"
                            + " questions faster.",
                    "事件存储在 Java 堆之外可以使用的内存。越大，大范围的查询越快。");
    static final Setting<Integer> STORE_THREADS =
            new Setting<>(
                    "store.threads",
                    Kind.number(0, 256),
                    "0",
                    "The threads that the event store computes with. 0: one for each core but"
                            + " one, 256 at most. As many as there are cores make large questions"
                            + " faster, and uploads slower.",
                    "事件存储计算时使用的线程数。0 表示 CPU 核数减一（至少一个，最多 256 个）。设为核数时大范围查询更快，上传更慢。");

    static final Setting<Integer> STORE_COMPACT_FREE_PERCENT =
            new Setting<>(
                    "store.compact-free-percent",
                    Kind.number(0, 99),
                    "50",
                    "When so much of the event store's file is free (and 256 MiB at least), a"
                            + " smaller file takes its place while the server runs; the disk must"
                            + " have room for both. 0 never does it by itself.",
                    "事件存储文件中空闲部分达到这个百分比（且不少于 256 MiB）时，在服务运行中换成更小的文件；" + "磁盘需要能同时放下两者。0 表示不自动进行。");

    static final Setting<Integer> SNAPSHOTS_KEEP =
            new Setting<>(
                    "snapshots.keep",
                    Kind.number(0, 99),
                    "1",
                    "How many snapshots of the event store are kept, for a rebuild and for backups;"
                            + " each takes as much disk as the store. One that the disk has no room"
                            + " for is not taken. 0 takes none by itself.",
                    "保留多少份事件存储的快照，用于重建和备份；每份占用的磁盘与存储相当。磁盘放不下时不生成。0 表示不自动生成。");
    static final Setting<Duration> SNAPSHOTS_EVERY =
            new Setting<>(
                    "snapshots.every",
                    Kind.duration("1m", "365d"),
                    "1d",
                    "How old the newest snapshot becomes before the next is taken. Also how old the"
                            + " one may be that a backup takes along.",
                    "最新的快照达到多久之后生成下一份；也是备份中所用快照的最长时间。");

    static final Setting<Duration> QUERY_TIMEOUT =
            new Setting<>(
                    "query.timeout",
                    Kind.duration("100ms", "1h"),
                    "30s",
                    "How long a question may take before it is given up.",
                    "一次查询最长的时间，超过即放弃。");
    static final Setting<Integer> QUERY_CONCURRENT =
            new Setting<>(
                    "query.concurrent",
                    Kind.number(1, 64),
                    "4",
                    "How many questions are answered at a time; the others wait.",
                    "同时执行的查询数，其余的排队等待。");

    static final Setting<Long> DEBUGGER_MEMORY_BYTES =
            new Setting<>(
                    "debugger.memory-bytes",
                    Kind.size("0B", "1GiB"),
                    "16MiB",
                    "How much memory the latest uploads may take that are kept as they came, for"
                            + " the console's debugger. 0B keeps none.",
                    "为控制台调试器在内存中保留最近上传原始内容的上限。0B 表示不保留。");

    /** All of them, in the order of the page. */
    static final List<Setting<?>> ALL =
            List.of(
                    DATA,
                    HTTP_HOST,
                    HTTP_PORT,
                    HTTP_TRUSTED_PROXIES,
                    HTTP_CONNECTIONS,
                    HTTP_IDLE_TIMEOUT,
                    HTTP_BODY_TIMEOUT,
                    TLS_CERTIFICATE,
                    TLS_KEY,
                    LOG_SEGMENT_BYTES,
                    LOG_SEGMENT_AGE,
                    LOG_RETENTION,
                    LOG_QUEUE_BYTES,
                    LOG_LOW_SPACE_BYTES,
                    INTAKE_BODY_BYTES,
                    INTAKE_DECODED_BYTES,
                    INTAKE_MEMORY_BYTES,
                    INTAKE_EVENTS_PER_UPLOAD,
                    INTAKE_NESTING,
                    INTAKE_VARIABLES,
                    INTAKE_REJECTED_BYTES_PER_MINUTE,
                    IDS_WINDOW,
                    IDS_MEMORY_BYTES,
                    STORE_MEMORY_BYTES,
                    STORE_THREADS,
                    STORE_COMPACT_FREE_PERCENT,
                    SNAPSHOTS_KEEP,
                    SNAPSHOTS_EVERY,
                    QUERY_TIMEOUT,
                    QUERY_CONCURRENT,
                    DEBUGGER_MEMORY_BYTES);

    private Settings() {}
}
