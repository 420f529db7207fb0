package org.consilium.media.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.consilium.media.simulation.LinkConditions;
import org.consilium.media.simulation.SimulatedLink;
import org.consilium.media.simulation.SimulatedNetwork;
import org.jspecify.annotations.Nullable;

/** An association at one end of a simulated path, that remembers everything it was told. */
final class SctpTestPeer implements SctpEvents, SimulatedNetwork.Timed {
    record Message(DataChannel channel, boolean binary, byte[] bytes) {}

    final SimulatedNetwork network;
    final SctpAssociation association;
    final List<DataChannel> opened = new ArrayList<>();
    final List<DataChannel> closed = new ArrayList<>();
    final List<Message> messages = new ArrayList<>();
    final List<byte[]> sentPackets = new ArrayList<>();
    int connected;
    int low;
    @Nullable SctpEnd end;
    Runnable onLow = () -> {};
    Runnable onMessage = () -> {};
    private @Nullable SimulatedLink toRemote;

    SctpTestPeer(SimulatedNetwork network, SctpConfig config, boolean ownsOdd) {
        this.network = network;
        this.association = new SctpAssociation(config, ownsOdd, network.split(), this::send, this);
        network.attach(this);
    }

    /** Two peers with a path between them. */
    static SctpTestPeer[] pair(
            SimulatedNetwork network, SctpConfig config, LinkConditions conditions) {
        var server = new SctpTestPeer(network, config, true);
        var client = new SctpTestPeer(network, config, false);
        server.connectTo(network.link(conditions, client::receive));
        client.connectTo(network.link(conditions, server::receive));
        return new SctpTestPeer[] {server, client};
    }

    static SctpConfig config() {
        return SctpConfig.webRtc(SctpConfig.WEBRTC_PORT, 65_536);
    }

    void connectTo(SimulatedLink link) {
        toRemote = link;
    }

    SimulatedLink link() {
        return Objects.requireNonNull(toRemote);
    }

    void conditions(LinkConditions conditions) {
        link().conditions(conditions);
    }

    private void send(byte[] array, int offset, int length) {
        if (sentPackets.size() < 1000) {
            sentPackets.add(Arrays.copyOfRange(array, offset, offset + length));
        }
        if (toRemote != null) {
            toRemote.send(array, offset, length);
        }
    }

    void receive(byte[] datagram, long nowNanos) {
        association.onPacket(datagram, 0, datagram.length, nowNanos);
    }

    void start() {
        association.start(network.nowNanos());
    }

    DataChannel open(String label, boolean ordered, int maxRetransmits, int maxLifetimeMillis) {
        return association.openChannel(
                label, "", ordered, maxRetransmits, maxLifetimeMillis, network.nowNanos());
    }

    SendResult send(DataChannel channel, byte[] message) {
        return association.send(channel, true, message, 0, message.length, network.nowNanos());
    }

    @Override
    public long nextDeadlineNanos() {
        return association.nextDeadlineNanos();
    }

    @Override
    public void onTimeout(long nowNanos) {
        association.onTimeout(nowNanos);
    }

    @Override
    public void onConnected() {
        requireNotEnded();
        connected++;
    }

    @Override
    public void onChannelOpen(DataChannel channel) {
        requireNotEnded();
        opened.add(channel);
    }

    @Override
    public void onMessage(DataChannel channel, boolean binary, byte[] message) {
        requireNotEnded();
        messages.add(new Message(channel, binary, message));
        onMessage.run();
    }

    @Override
    public void onChannelClosed(DataChannel channel) {
        requireNotEnded();
        closed.add(channel);
    }

    @Override
    public void onBufferedLow() {
        requireNotEnded();
        low++;
        onLow.run();
    }

    @Override
    public void onEnd(SctpEnd why) {
        requireNotEnded();
        end = why;
    }

    private void requireNotEnded() {
        if (end != null) {
            throw new AssertionError("an event after the end");
        }
    }
}
