package org.consilium.perf.load.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.TransportAddress;

/**
 * Many connected UDP sockets over IPv4 behind one epoll. Nothing is allocated per datagram.
 *
 * <p>Receiving is by {@code recvmsg} with {@code UDP_GRO}: the kernel hands over as one message
 * what the other end sent as one segmented message, which over the loopback interface is the very
 * train. Sending is one call per datagram, as browsers do it: a segmented message would be received
 * as a train by the server, and spare it work that real publishers make.
 *
 * <p>Single thread: the load loop's.
 */
public final class UdpSockets implements AutoCloseable {
    private static final int MAX_TRAIN_BYTES = 65_536;
    private static final int MAX_SEND_BYTES = 2048;
    private static final int EVENTS = 256;

    /** Trains taken of one socket before the next has its turn. */
    private static final int TRAINS_PER_TURN = 8;

    /** For a burst of keyframes to one receiver while the loop is elsewhere. */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    // struct msghdr and struct cmsghdr of 64-bit Linux.
    private static final int MESSAGE_BYTES = 56;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int CONTROL_BYTES = 64;
    private static final int CONTROL_DATA_OFFSET = 16;

    /** struct epoll_event is packed on x86-64 only. */
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int EVENT_DATA_OFFSET = PACKED ? 4 : 8;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment events = arena.allocate((long) EVENTS * EVENT_BYTES, 8);
    private final MemorySegment message = arena.allocate(MESSAGE_BYTES, 8);
    private final MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
    private final MemorySegment incoming = arena.allocate(MAX_TRAIN_BYTES, 64);
    private final MemorySegment outgoing = arena.allocate(MAX_SEND_BYTES, 64);
    private final byte[] train = new byte[MAX_TRAIN_BYTES];
    private final int epoll;
    private int[] descriptors = new int[16];
    private int count;
    private long sentDatagrams;
    private long sendFailures;
    private long receivedTrains;
    private long receivedDatagrams;

    /**
     * Opens the epoll; the calling thread becomes the owner.
     *
     * @throws IOException when the system has none
     */
    public UdpSockets() throws IOException {
        epoll = Linux.epollCreate();
        if (epoll < 0) {
            throw new IOException("no epoll");
        }
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, incoming);
        vector.set(JAVA_LONG, 8, MAX_TRAIN_BYTES);
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, CONTROL_OFFSET, control);
    }

    /**
     * Opens a socket to one remote address; answers its number, from 0 upwards.
     *
     * @throws IOException when it cannot be, or the address is not IPv4
     */
    public int open(TransportAddress remote) throws IOException {
        if (!remote.isIpv4()) {
            throw new IOException("only IPv4 is spoken, not " + remote);
        }
        int descriptor = Linux.socket();
        if (descriptor < 0) {
            throw new IOException("no more sockets (ulimit -n)");
        }
        setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        setOption(descriptor, Linux.SOL_UDP, Linux.UDP_GRO, 1);
        MemorySegment scratch = outgoing;
        byte[] address = new byte[16];
        // struct sockaddr_in: the family in the machine's order, the rest in the network's.
        BigEndian.putU16(address, 2, remote.port());
        System.arraycopy(remote.addressBytes(), 0, address, 4, 4);
        MemorySegment.copy(address, 0, scratch, JAVA_BYTE, 0, 16);
        scratch.set(JAVA_SHORT, 0, (short) Linux.AF_INET);
        boolean connected = Linux.connect(descriptor, scratch, 16) == 0;
        scratch.set(JAVA_INT_UNALIGNED, 0, Linux.EPOLLIN);
        scratch.set(JAVA_INT_UNALIGNED, EVENT_DATA_OFFSET, count);
        scratch.set(JAVA_INT_UNALIGNED, EVENT_DATA_OFFSET + 4, 0);
        if (!connected || Linux.epollAdd(epoll, descriptor, scratch) != 0) {
            int unused = Linux.close(descriptor);
            throw new IOException("cannot connect to " + remote);
        }
        if (count == descriptors.length) {
            descriptors = Arrays.copyOf(descriptors, 2 * count);
        }
        descriptors[count] = descriptor;
        return count++;
    }

    private void setOption(int descriptor, int level, int option, int value) {
        outgoing.set(JAVA_INT, 0, value);
        // Without it everything works, only slower or with less room.
        int unused = Linux.setOption(descriptor, level, option, outgoing);
    }

    /** Waits for datagrams at most so long and hands over what there is. */
    public void poll(int timeoutMillis, TrainReceiver receiver) {
        int ready = Linux.epollWait(epoll, events, EVENTS, timeoutMillis);
        for (int i = 0; i < ready; i++) {
            int socket = events.get(JAVA_INT_UNALIGNED, (long) i * EVENT_BYTES + EVENT_DATA_OFFSET);
            receive(socket, receiver);
        }
    }

    private void receive(int socket, TrainReceiver receiver) {
        for (int turn = 0; turn < TRAINS_PER_TURN; turn++) {
            message.set(JAVA_LONG, CONTROL_LENGTH_OFFSET, CONTROL_BYTES);
            int length = (int) Linux.receive(descriptors[socket], message);
            if (length <= 0) {
                return; // nothing more, or the server's port is closed and says so
            }
            int segment = segmentLength(length);
            MemorySegment.copy(incoming, JAVA_BYTE, 0, train, 0, length);
            receivedTrains++;
            receivedDatagrams += (length + segment - 1) / segment;
            receiver.onTrain(socket, train, length, segment);
        }
    }

    private int segmentLength(int length) {
        boolean grouped =
                message.get(JAVA_LONG, CONTROL_LENGTH_OFFSET) >= CONTROL_DATA_OFFSET + 4
                        && control.get(JAVA_INT, 8) == Linux.SOL_UDP
                        && control.get(JAVA_INT, 12) == Linux.UDP_GRO;
        int segment = grouped ? control.get(JAVA_INT, CONTROL_DATA_OFFSET) : length;
        return segment > 0 ? segment : length;
    }

    /** Sends one datagram; what the kernel does not take is lost and counted. */
    public void send(int socket, byte[] array, int offset, int length) {
        if (length > MAX_SEND_BYTES) {
            sendFailures++;
            return;
        }
        MemorySegment.copy(array, offset, outgoing, JAVA_BYTE, 0, length);
        if (Linux.send(descriptors[socket], outgoing, length) == length) {
            sentDatagrams++;
        } else {
            sendFailures++;
        }
    }

    /** Datagrams that the kernel took. */
    public long sentDatagrams() {
        return sentDatagrams;
    }

    /** Datagrams that it did not take. */
    public long sendFailures() {
        return sendFailures;
    }

    /** Messages received, each with one datagram or a train of them. */
    public long receivedTrains() {
        return receivedTrains;
    }

    public long receivedDatagrams() {
        return receivedDatagrams;
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            int unused = Linux.close(descriptors[i]);
        }
        int unused = Linux.close(epoll);
        arena.close();
    }
}
