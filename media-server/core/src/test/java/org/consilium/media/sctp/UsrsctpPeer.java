package org.consilium.media.sctp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.consilium.media.simulation.SimulatedLink;
import org.consilium.media.simulation.SimulatedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The SCTP of Firefox, at one end of a simulated path. It runs as a program of its own ({@code
 * src/test/interop/usrsctp_peer.c}) that does nothing but what it is told, and is told the time.
 */
final class UsrsctpPeer implements SimulatedNetwork.Timed, AutoCloseable {
    /** How often it is told the time. */
    private static final long TICK_NANOS = 10_000_000;

    record Message(int stream, int payloadProtocol, boolean unordered, byte[] bytes) {}

    record StreamReset(int flags, List<Integer> streams) {}

    static final int COMMUNICATION_UP = 1;
    static final int COMMUNICATION_LOST = 2;
    static final int SHUTDOWN_COMPLETE = 4;

    /** Flags of a reset. */
    static final int INCOMING = 1;

    static final int OUTGOING = 2;

    final List<Message> messages = new ArrayList<>();
    final List<StreamReset> resets = new ArrayList<>();
    final List<Integer> states = new ArrayList<>();
    private final SimulatedNetwork network;
    private final Process process;
    private final DataOutputStream commands;
    private final DataInputStream answers;
    private final ByteBuffer partial = ByteBuffer.allocate(1 << 18);
    private @Nullable SimulatedLink toRemote;
    private long nextTickNanos;
    private int result;

    UsrsctpPeer(SimulatedNetwork network, long seed) throws IOException {
        this.network = network;
        process =
                new ProcessBuilder(program().toString(), Long.toString(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        commands = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        nextTickNanos = network.nowNanos() + TICK_NANOS;
        network.attach(this);
    }

    /** Compiles the program once per build. */
    private static synchronized Path program() throws IOException {
        Path source = Path.of("src/test/interop/usrsctp_peer.c");
        Path program = Path.of("target/interop/usrsctp_peer").toAbsolutePath();
        if (Files.exists(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source))
                        > 0) {
            return program;
        }
        Files.createDirectories(program.getParent());
        String command = "gcc -O1 -o " + program + " " + source + " -lusrsctp";
        String output;
        try {
            Process compiler =
                    new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
            output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0) {
                return program;
            }
        } catch (IOException e) {
            output = e.getMessage();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        throw new AssertionError(
                "This test talks to usrsctp and needs a C compiler and that library. On Debian: "
                        + "apt-get install gcc libc6-dev libusrsctp-dev\n"
                        + command
                        + "\n"
                        + output);
    }

    void connectTo(SimulatedLink link) {
        toRemote = link;
    }

    void connect() {
        command('C', new byte[0]);
    }

    void listen() {
        command('L', new byte[0]);
    }

    void shutdown() {
        command('X', new byte[0]);
    }

    void abort() {
        command('A', new byte[0]);
    }

    /** Returns 0 or errno. */
    int send(
            int stream,
            int payloadProtocol,
            boolean unordered,
            int maxRetransmits,
            byte[] message) {
        command(
                'S',
                ByteBuffer.allocate(11 + message.length)
                        .putShort((short) stream)
                        .putInt(payloadProtocol)
                        .put((byte) (unordered ? 1 : 0))
                        .putInt(maxRetransmits)
                        .put(message)
                        .array());
        return result;
    }

    /** Returns 0 or errno. */
    int reset(int stream) {
        command('R', ByteBuffer.allocate(2).putShort((short) stream).array());
        return result;
    }

    void receive(byte[] datagram, long nowNanos) {
        command('P', datagram);
    }

    @Override
    public long nextDeadlineNanos() {
        return nextTickNanos;
    }

    @Override
    public void onTimeout(long nowNanos) {
        nextTickNanos = nowNanos + TICK_NANOS;
        command('T', ByteBuffer.allocate(4).putInt((int) (TICK_NANOS / 1_000_000)).array());
    }

    private void command(char type, byte[] body) {
        List<byte[]> packets = new ArrayList<>();
        try {
            commands.writeByte(type);
            commands.writeInt(body.length);
            commands.write(body);
            commands.flush();
            for (char answer = read(packets); answer != 'd'; answer = read(packets)) {}
        } catch (IOException e) {
            throw new UncheckedIOException("usrsctp_peer died", e);
        }
        for (byte[] packet : packets) {
            Objects.requireNonNull(toRemote).send(packet);
        }
    }

    private char read(List<byte[]> packets) throws IOException {
        char type = (char) answers.readByte();
        ByteBuffer body = ByteBuffer.wrap(answers.readNBytes(answers.readInt()));
        switch (type) {
            case 'p' -> packets.add(body.array());
            case 'r' -> result = body.getInt();
            case 'a' -> states.add((int) body.getShort());
            case 's' -> {
                int flags = body.getShort();
                List<Integer> streams = new ArrayList<>();
                while (body.hasRemaining()) {
                    streams.add((int) body.getShort());
                }
                resets.add(new StreamReset(flags, streams));
            }
            case 'm' -> {
                int stream = body.getShort();
                int payloadProtocol = body.getInt();
                boolean unordered = body.get() != 0;
                boolean last = body.get() != 0;
                partial.put(body);
                if (last) {
                    var message = new byte[partial.flip().remaining()];
                    partial.get(message);
                    partial.clear();
                    messages.add(new Message(stream, payloadProtocol, unordered, message));
                }
            }
            case 'd' -> {}
            default -> throw new IOException("answer " + type);
        }
        return type;
    }

    @Override
    public void close() {
        network.detach(this);
        process.destroyForcibly();
    }
}
