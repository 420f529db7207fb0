package org.consilium.server.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.server.loop.DatagramBatch;
import org.consilium.server.loop.DatagramPort;
import org.consilium.server.loop.NetworkStatistics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's UDP sockets by Linux's own system calls: ppoll for waiting, recvmmsg for receiving,
 * sendmmsg with UDP_SEGMENT (udp(7)) for sending. Nothing is allocated per datagram or train.
 *
 * <p>Received datagrams are copied from native memory into the loop's batch, trains from the core's
 * buffer into native memory: both because the core lives on the heap.
 *
 * <p>Threading: the loop's thread, but for {@link #wakeup}.
 */
final class SystemCallPort implements DatagramPort {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCallPort.class);

    private static final int POLL_BYTES = 8;
    private static final int POLL_EVENTS = 4;
    private static final int POLL_RESULT = 6;

    /** One socket of the port. */
    private static final class Socket {
        final int descriptor;
        final boolean ipv4;
        final boolean canSegment;
        final SendQueue queue;

        Socket(int descriptor, boolean ipv4, boolean canSegment, SendQueue queue) {
            this.descriptor = descriptor;
            this.ipv4 = ipv4;
            this.canSegment = canSegment;
            this.queue = queue;
        }
    }

    private final Arena memory = Arena.ofShared();
    private final SystemCalls calls = new SystemCalls(memory);
    private final MemorySegment scratch = memory.allocate(64, 16);
    private final ReceiveBuffers receives;
    private final PathTable paths;
    private final List<Socket> sockets = new ArrayList<>();
    private final List<TransportAddress> localAddresses = new ArrayList<>();
    private final MemorySegment polled;
    private final EventSignal signal;
    private final PortCounters counters = new PortCounters();
    private boolean closed;

    private SystemCallPort(UdpSettings settings, long seed) throws IOException {
        paths = new PathTable(PathTable.OF_A_PORT, seed);
        int count = settings.addresses().size();
        receives = new ReceiveBuffers(memory, settings.batchCapacity() / count);
        polled = memory.allocate((long) (count + 1) * POLL_BYTES, POLL_BYTES);
        signal = new EventSignal(memory);
    }

    /** As {@link UdpTransport#open}. */
    static SystemCallPort open(UdpSettings settings, long seed) throws IOException {
        var port = new SystemCallPort(settings, seed);
        try {
            int number = settings.port();
            for (InetAddress address : settings.addresses()) {
                // With port 0 the first socket chooses for all.
                number = port.bind(address, number, settings);
            }
            port.watch(port.sockets.size(), port.signal.descriptor(), SystemCalls.POLLIN);
            return port;
        } catch (IOException | RuntimeException | Error e) {
            port.close();
            throw e;
        }
    }

    private int bind(InetAddress address, int number, UdpSettings settings) throws IOException {
        boolean ipv4 = !(address instanceof Inet6Address);
        int socket =
                orThrow(
                        calls.socket(ipv4 ? SystemCalls.AF_INET : SystemCalls.AF_INET6),
                        address,
                        number);
        if (!ipv4) {
            set(socket, SystemCalls.IPPROTO_IPV6, SystemCalls.IPV6_V6ONLY, 1);
        }
        set(socket, SystemCalls.SOL_SOCKET, SystemCalls.SO_RCVBUF, settings.receiveBufferBytes());
        set(socket, SystemCalls.SOL_SOCKET, SystemCalls.SO_SNDBUF, settings.sendBufferBytes());
        boolean segments = set(socket, SystemCalls.SOL_UDP, SystemCalls.UDP_SEGMENT, 0);
        int index = sockets.size();
        sockets.add(new Socket(socket, ipv4, segments, new SendQueue(memory, calls, socket)));
        watch(index, socket, SystemCalls.POLLIN);

        var wanted = TransportAddress.of(address.getAddress(), number);
        int length = SocketAddresses.write(scratch, 0, ipv4, wanted.high(), wanted.low(), number);
        int unused = orThrow(calls.bind(socket, scratch.address(), length), address, number);
        int actual = orThrow(portOf(socket), address, number);
        localAddresses.add(TransportAddress.of(address.getAddress(), actual));
        int receiveBuffer = option(socket, SystemCalls.SO_RCVBUF);
        if (receiveBuffer < settings.receiveBufferBytes()) {
            LOG.warn(
                    "event=small-receive-buffer bytes={} wanted={} hint=\"raise net.core.rmem_max\"",
                    receiveBuffer,
                    settings.receiveBufferBytes());
        }
        return actual;
    }

    private static int orThrow(int result, InetAddress address, int port) throws IOException {
        if (result >= 0) {
            return result;
        }
        throw new IOException(
                "cannot bind UDP "
                        + address.getHostAddress()
                        + " port "
                        + port
                        + ": "
                        + SystemCalls.text(-result));
    }

    private boolean set(int socket, int level, int option, int value) {
        scratch.set(JAVA_INT, 0, value);
        return calls.setOption(socket, level, option, scratch.address()) == 0;
    }

    private int option(int socket, int option) {
        scratch.set(JAVA_INT, 0, 0);
        scratch.set(JAVA_INT, 4, Integer.BYTES);
        int unused =
                calls.option(
                        socket,
                        SystemCalls.SOL_SOCKET,
                        option,
                        scratch.address(),
                        scratch.address() + 4);
        return scratch.get(JAVA_INT, 0);
    }

    private int portOf(int socket) {
        scratch.set(JAVA_INT, 32, SocketAddresses.BYTES);
        int result = calls.name(socket, scratch.address(), scratch.address() + 32);
        return result < 0 ? result : SocketAddresses.port(scratch, 0);
    }

    private void watch(int index, int descriptor, int events) {
        polled.set(JAVA_INT, (long) index * POLL_BYTES, descriptor);
        polled.set(JAVA_SHORT, (long) index * POLL_BYTES + POLL_EVENTS, (short) events);
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return List.copyOf(localAddresses);
    }

    @Override
    public void poll(DatagramBatch into, long timeoutNanos) {
        for (int i = 0; i < sockets.size(); i++) {
            Socket socket = sockets.get(i);
            watch(
                    i,
                    socket.descriptor,
                    socket.queue.isEmpty()
                            ? SystemCalls.POLLIN
                            : SystemCalls.POLLIN | SystemCalls.POLLOUT);
        }
        if (calls.poll(polled.address(), sockets.size() + 1, timeout(timeoutNanos)) <= 0) {
            return;
        }
        if (events(sockets.size()) != 0) {
            signal.clear(calls);
        }
        for (int i = 0; i < sockets.size(); i++) {
            int events = events(i);
            if ((events & SystemCalls.POLLOUT) != 0) {
                sockets.get(i).queue.send(counters);
            }
            if ((events & ~SystemCalls.POLLOUT) != 0) {
                receive(i, into);
            }
        }
        if (into.size() > 0) {
            counters.receiveBatches++;
        }
    }

    /** The address of the timeout as ppoll wants it. */
    private long timeout(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return 0;
        }
        scratch.set(JAVA_LONG, 0, nanos / 1_000_000_000);
        scratch.set(JAVA_LONG, Long.BYTES, nanos % 1_000_000_000);
        return scratch.address();
    }

    private int events(int index) {
        return polled.get(JAVA_SHORT, (long) index * POLL_BYTES + POLL_RESULT);
    }

    private void receive(int index, DatagramBatch into) {
        int received = receives.fill(calls, sockets.get(index).descriptor);
        if (received < 0) {
            if (received != -SystemCalls.EAGAIN && received != -SystemCalls.EINTR) {
                counters.receiveErrors++;
            }
            return;
        }
        MessageHeaders headers = receives.headers();
        for (int i = 0; i < received; i++) {
            int length = headers.receivedLength(i);
            counters.receivedDatagrams++;
            counters.receivedBytes += length;
            if (!into.hasRoom()) {
                counters.droppedNoRoom++;
                continue;
            }
            PathTable.Entry entry =
                    paths.of(index, headers.addressHigh(i), headers.addressLow(i), headers.port(i));
            MemorySegment.copy(
                    receives.memory(),
                    JAVA_BYTE,
                    receives.offset(i),
                    into.array(),
                    into.writeOffset(),
                    length);
            into.add(entry.path, length);
        }
    }

    @Override
    public void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength) {
        if (length <= 0 || segmentLength <= 0) {
            return;
        }
        int index = path.localSocket();
        if (closed || index < 0 || index >= sockets.size() || !isSendable(path)) {
            counters.droppedUnsendable += Trains.datagrams(length, segmentLength);
            return;
        }
        Socket socket = sockets.get(index);
        PathTable.Entry entry = paths.of(path);
        int end = offset + length;
        for (int at = offset; at < end; ) {
            int left = end - at;
            int train = Math.min(left, segmentLength);
            if (socket.canSegment && !entry.segmentationRefused && left > segmentLength) {
                train = Trains.length(left, segmentLength);
            }
            int segment = train > segmentLength ? segmentLength : 0;
            if (!socket.queue.add(entry, array, at, train, segment)) {
                counters.droppedQueueFull += Trains.datagrams(left, segmentLength);
                return;
            }
            at += train;
        }
        if (socket.queue.isWorthSending()) {
            socket.queue.send(counters);
        }
    }

    /** Whether the kernel could take it at all: the socket's family, and a port to send to. */
    private boolean isSendable(NetworkPath path) {
        TransportAddress remote = path.remote();
        return remote.port() != 0 && remote.isIpv4() == sockets.get(path.localSocket()).ipv4;
    }

    @Override
    public void flush() {
        for (int i = 0; i < sockets.size(); i++) {
            sockets.get(i).queue.send(counters);
        }
    }

    @Override
    public void wakeup() {
        signal.raise();
    }

    @Override
    public NetworkStatistics statistics() {
        return counters.statistics(paths.size());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Socket socket : sockets) {
            int unused = calls.close(socket.descriptor);
        }
        signal.close();
        memory.close();
    }
}
