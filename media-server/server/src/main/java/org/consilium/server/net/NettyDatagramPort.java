package org.consilium.server.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.server.loop.DatagramBatch;
import org.consilium.server.loop.DatagramPort;
import org.consilium.server.loop.NetworkStatistics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's UDP sockets by Netty.
 *
 * <p>Netty usually owns the thread and calls back; here the media loop owns it and drives Netty's
 * event loop by hand ({@link ManualIoEventLoop}) from {@link #poll}. So a datagram is read, worked
 * and answered on one thread without a hand-over, and the loop keeps its own order of doing things.
 *
 * <p>Receiving copies each datagram from Netty's direct buffer into the loop's batch on the heap,
 * where the JDK's ciphers are fastest; what Netty allocates per datagram is its own (an address and
 * an envelope). Sending copies each train once into a direct buffer, because the core's buffer is
 * only borrowed.
 *
 * <p>Threading: the loop's thread, but for {@link #wakeup}.
 */
final class NettyDatagramPort implements DatagramPort {
    private static final Logger LOG = LoggerFactory.getLogger(NettyDatagramPort.class);

    /**
     * What may wait in front of a socket the kernel takes nothing from; at 100 Mbit/s a third of a
     * second, behind which real-time media is better dropped.
     */
    private static final int MAX_QUEUED_BYTES = 4 << 20;

    private final UdpTransport transport;
    private final boolean canSegment;
    private final DrivenEventLoop eventLoop;
    private final PooledByteBufAllocator buffers =
            new PooledByteBufAllocator(true, 0, 1, 8192, 9, 256, 64, true, 0);
    private final List<Channel> channels = new ArrayList<>();
    private final List<TransportAddress> localAddresses = new ArrayList<>();
    private final PathTable paths;
    private boolean[] dirty = {};
    private @Nullable DatagramBatch batch;
    private boolean closed;

    private final PortCounters counters = new PortCounters();

    private NettyDatagramPort(UdpTransport transport, long seed) {
        this.transport = transport;
        canSegment = transport.canSegment();
        eventLoop = new DrivenEventLoop(Thread.currentThread(), transport.ioHandlers());
        paths = new PathTable(PathTable.OF_A_PORT, seed);
    }

    /** As {@link UdpTransport#open}. */
    static NettyDatagramPort open(UdpSettings settings, UdpTransport transport, long seed)
            throws IOException {
        var port = new NettyDatagramPort(transport, seed);
        try {
            int number = settings.port();
            int perPoll = settings.batchCapacity() / settings.addresses().size();
            for (InetAddress address : settings.addresses()) {
                // With port 0 the first socket chooses for all.
                number = port.bind(new InetSocketAddress(address, number), settings, perPoll);
            }
            port.dirty = new boolean[port.channels.size()];
            return port;
        } catch (IOException | RuntimeException | Error e) {
            port.close();
            throw e;
        }
    }

    private int bind(InetSocketAddress local, UdpSettings settings, int perPoll)
            throws IOException {
        int socket = channels.size();
        var bootstrap =
                new Bootstrap()
                        .group(eventLoop)
                        .option(ChannelOption.ALLOCATOR, buffers)
                        .option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes())
                        .option(ChannelOption.SO_SNDBUF, settings.sendBufferBytes())
                        .option(ChannelOption.MAX_MESSAGES_PER_WRITE, Integer.MAX_VALUE)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(MAX_QUEUED_BYTES / 2, MAX_QUEUED_BYTES))
                        .handler(new Receiver(socket));
        transport.configure(bootstrap, local.getAddress() instanceof Inet6Address, perPoll);
        ChannelFuture bound = bootstrap.bind(local);
        while (!bound.isDone()) {
            eventLoop.runNow();
        }
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot bind UDP "
                            + local.getAddress().getHostAddress()
                            + " port "
                            + local.getPort()
                            + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        Channel channel = bound.channel();
        channels.add(channel);
        var actual = (InetSocketAddress) channel.localAddress();
        localAddresses.add(TransportAddress.of(actual.getAddress().getAddress(), actual.getPort()));
        int receiveBuffer = channel.config().getOption(ChannelOption.SO_RCVBUF);
        if (receiveBuffer < settings.receiveBufferBytes()) {
            LOG.warn(
                    "event=small-receive-buffer bytes={} wanted={} hint=\"raise net.core.rmem_max\"",
                    receiveBuffer,
                    settings.receiveBufferBytes());
        }
        return actual.getPort();
    }

    @Override
    public List<TransportAddress> localAddresses() {
        return List.copyOf(localAddresses);
    }

    @Override
    public void poll(DatagramBatch into, long timeoutNanos) {
        batch = into;
        eventLoop.drive(timeoutNanos);
        batch = null;
        if (into.size() > 0) {
            counters.receiveBatches++;
        }
    }

    @Override
    public void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength) {
        int socket = path.localSocket();
        if (length <= 0 || segmentLength <= 0) {
            return;
        }
        if (closed || socket < 0 || socket >= channels.size() || !isSendable(path)) {
            counters.droppedUnsendable += Trains.datagrams(length, segmentLength);
            return;
        }
        Channel channel = channels.get(socket);
        PathTable.Entry entry = paths.of(path);
        dirty[socket] = true;
        int end = offset + length;
        int position = offset;
        while (position < end) {
            if (!channel.isWritable()) {
                counters.droppedQueueFull += Trains.datagrams(end - position, segmentLength);
                return;
            }
            int left = end - position;
            int train = Math.min(left, segmentLength);
            if (canSegment && !entry.segmentationRefused && left > segmentLength) {
                train = Trains.length(left, segmentLength);
            }
            write(channel, entry, array, position, train, segmentLength);
            position += train;
        }
    }

    private void write(
            Channel channel,
            PathTable.Entry entry,
            byte[] array,
            int offset,
            int length,
            int segmentLength) {
        ByteBuf content = buffers.directBuffer(length, length).writeBytes(array, offset, length);
        var train = new Train(channel, entry, length, Trains.datagrams(length, segmentLength));
        // Its outcome is the train's.
        ChannelFuture unused =
                channel.write(
                        train.isSegmented()
                                ? new SegmentedDatagramPacket(
                                        content, segmentLength, entry.destination)
                                : new DatagramPacket(content, entry.destination),
                        train);
    }

    /** Whether the kernel could take it at all: the socket's family, and a port to send to. */
    private boolean isSendable(NetworkPath path) {
        TransportAddress remote = path.remote();
        return remote.port() != 0
                && remote.isIpv4() == localAddresses.get(path.localSocket()).isIpv4();
    }

    @Override
    public void flush() {
        for (int i = 0; i < dirty.length; i++) {
            if (dirty[i]) {
                dirty[i] = false;
                channels.get(i).flush();
            }
        }
    }

    @Override
    public void wakeup() {
        eventLoop.requestWakeup();
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
        for (Channel channel : channels) {
            ChannelFuture unused = channel.close();
        }
        Future<?> unused = eventLoop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        while (!eventLoop.isTerminated()) {
            eventLoop.runNow();
        }
    }

    /** Netty's event loop, run by ours. */
    private static final class DrivenEventLoop extends ManualIoEventLoop {
        /**
         * Netty's own wakeup does nothing while it is not asleep, so one that comes between the
         * loop's last look at its queues and the sleep would be lost. This flag is set before and
         * read after Netty announces its sleep: one of the two sides always sees the other.
         */
        private volatile boolean wakeupRequested;

        DrivenEventLoop(Thread owner, IoHandlerFactory ioHandlers) {
            super(owner, ioHandlers);
        }

        void requestWakeup() {
            if (!wakeupRequested) {
                wakeupRequested = true;
                wakeup();
            }
        }

        void drive(long timeoutNanos) {
            // Netty's 0 means for ever, and its -1 means not at all.
            run(timeoutNanos == 0 ? -1 : timeoutNanos == Long.MAX_VALUE ? 0 : timeoutNanos);
            wakeupRequested = false;
        }

        @Override
        protected boolean canBlock() {
            return !wakeupRequested;
        }
    }

    /** Copies what Netty read into the batch of the poll that runs. */
    private final class Receiver extends ChannelInboundHandlerAdapter {
        private final int socket;

        Receiver(int socket) {
            this.socket = socket;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var packet = (DatagramPacket) message;
            try {
                receive(socket, packet);
            } finally {
                packet.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            counters.receiveErrors++;
        }
    }

    private void receive(int socket, DatagramPacket packet) {
        counters.receivedDatagrams++;
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        counters.receivedBytes += length;
        DatagramBatch into = batch;
        if (into == null || !into.hasRoom()) {
            counters.droppedNoRoom++;
            return;
        }
        byte[] address = packet.sender().getAddress().getAddress();
        boolean ipv4 = address.length == 4;
        long high = ipv4 ? 0 : BigEndian.i64(address, 0);
        long low = ipv4 ? 0xffff_0000_0000L | BigEndian.u32(address, 0) : BigEndian.i64(address, 8);
        PathTable.Entry entry = paths.of(socket, high, low, packet.sender().getPort());
        int kept = Math.min(length, DatagramBatch.MAX_DATAGRAM_BYTES);
        content.readBytes(into.array(), into.writeOffset(), kept);
        into.add(entry.path, kept);
    }

    /** What became of one write. */
    private final class Train extends DefaultChannelPromise {
        private final PathTable.Entry entry;
        private final int bytes;
        private final int datagrams;

        Train(Channel channel, PathTable.Entry entry, int bytes, int datagrams) {
            super(channel);
            this.entry = entry;
            this.bytes = bytes;
            this.datagrams = datagrams;
        }

        boolean isSegmented() {
            return datagrams > 1;
        }

        @Override
        public boolean trySuccess(Void result) {
            counters.sent(bytes, datagrams);
            return super.trySuccess(null);
        }

        @Override
        public boolean tryFailure(Throwable cause) {
            if (counters.refused(entry, datagrams, SendFailure.of(cause, isSegmented()))) {
                // This train is lost, as a datagram may be; the next ones go out singly.
                counters.droppedOther += datagrams;
            }
            return super.tryFailure(cause);
        }
    }
}
