package org.consilium.media.room;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes data packets from their sender to everybody they are meant for. Reliable packets of the
 * last moments are kept for those whose channel is not open yet: they were in the room already.
 *
 * <p>Single writer: the room's loop. A slow receiver loses packets; it never slows the room.
 */
final class DataRouter {
    private static final long KEEP_NANOS = 2_000_000_000L;
    private static final int KEEP_BYTES = 100_000;

    private final RoomSurroundings surroundings;
    private final Deque<Kept> kept = new ArrayDeque<>();
    private int keptBytes;

    private record Kept(
            String senderSid,
            DataPacketCodec.Stamped stamped,
            long sentNanos,
            List<String> reachedSids) {}

    DataRouter(RoomSurroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** A packet from a participant. */
    void onPacket(
            Participant sender,
            byte[] packet,
            boolean reliable,
            Collection<Participant> participants) {
        if (!sender.permissions().canPublishData()) {
            surroundings.counters().dataPacketsRefused++;
            return;
        }
        DataPacketCodec.Sender stamp =
                sender.permissions().hidden()
                        ? null
                        : new DataPacketCodec.Sender(sender.sid(), sender.identity());
        DataPacketCodec.Stamped stamped = surroundings.dataPackets().stamp(packet, reliable, stamp);
        if (stamped == null) {
            surroundings.counters().dataPacketsRefused++;
            return;
        }
        if (reliable && !sender.data().takeSequence(stamped.sequence())) {
            return;
        }
        route(sender, stamped, reliable, participants);
    }

    /** A packet from the server itself, stamped already. */
    void onServerPacket(
            byte[] packet,
            boolean reliable,
            List<String> destinationIdentities,
            Collection<Participant> participants) {
        route(
                null,
                new DataPacketCodec.Stamped(packet, 0, destinationIdentities, List.of()),
                reliable,
                participants);
    }

    private void route(
            @Nullable Participant sender,
            DataPacketCodec.Stamped stamped,
            boolean reliable,
            Collection<Participant> participants) {
        List<String> reached = new ArrayList<>();
        for (Participant receiver : participants) {
            if (receiver == sender || !isFor(stamped, receiver)) {
                continue;
            }
            if (receiver.data().send(stamped.packet(), reliable)) {
                surroundings.counters().dataPacketsForwarded++;
                reached.add(receiver.sid());
            } else if (receiver.data().isReady()) {
                surroundings.counters().dataPacketsDropped++;
                reached.add(receiver.sid());
            }
        }
        if (reliable) {
            String senderSid = sender == null ? "" : sender.sid();
            keep(new Kept(senderSid, stamped, surroundings.nowNanos(), reached));
        }
    }

    private static boolean isFor(DataPacketCodec.Stamped stamped, Participant receiver) {
        if (stamped.destinationIdentities().isEmpty() && stamped.destinationSids().isEmpty()) {
            return true;
        }
        return stamped.destinationIdentities().contains(receiver.identity())
                || stamped.destinationSids().contains(receiver.sid());
    }

    private void keep(Kept packet) {
        kept.addLast(packet);
        keptBytes += packet.stamped().packet().length;
        dropOld();
    }

    private void dropOld() {
        long now = surroundings.nowNanos();
        while (!kept.isEmpty()
                && (keptBytes > KEEP_BYTES || now - kept.peekFirst().sentNanos() > KEEP_NANOS)) {
            keptBytes -= kept.removeFirst().stamped().packet().length;
        }
    }

    /** A participant's channels can be used: it gets what it has just missed. */
    void onReady(Participant receiver) {
        dropOld();
        for (Kept packet : kept) {
            if (!packet.senderSid().equals(receiver.sid())
                    && !packet.reachedSids().contains(receiver.sid())
                    && isFor(packet.stamped(), receiver)
                    && receiver.data().send(packet.stamped().packet(), true)) {
                packet.reachedSids().add(receiver.sid());
                surroundings.counters().dataPacketsForwarded++;
            }
        }
    }
}
