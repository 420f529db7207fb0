package org.consilium.media.rtp;

import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * Reads the dependency descriptor of one source's packets (AV1 RTP specification, appendix A): what
 * a frame is and what it refers to, also where the payload is encrypted end to end. Remembers the
 * structure that the source told last and the one before, for packets that come late. Made once a
 * source uses the extension: 12 KiB. Single writer.
 */
public final class FrameDescriptions {
    /** The mandatory fields: flags and template, frame number (§A.8.2). */
    private static final int MANDATORY_LENGTH = 3;

    private final BitReader bits = new BitReader();
    private @Nullable FrameStructure current;
    private @Nullable FrameStructure previous;
    private FrameStructure spare = new FrameStructure();

    /** Bit i for decode target i: whether the source sends it at present. */
    private int activeDecodeTargets;

    public FrameDescriptions() {}

    /**
     * Sets the facts of a packet that has the extension.
     *
     * @param learn whether a structure in the packet is news; not when it is read again
     * @return false when the descriptor is malformed
     */
    public boolean read(SourcePacket packet, boolean learn) {
        int index = HeaderExtension.DEPENDENCY_DESCRIPTOR.index();
        int offset = packet.extensionOffsets[index];
        int length = packet.extensionLengths[index];
        if (offset < 0 || length < MANDATORY_LENGTH) {
            return false;
        }
        bits.begin(packet.array, offset, length);
        packet.startsFrame = bits.take(1) == 1;
        packet.endsFrame = bits.take(1) == 1;
        packet.isKeyframe = false;
        int templateId = bits.take(6);
        int frameNumber = bits.take(16);
        packet.describe(frameNumber);
        boolean attached = false;
        boolean hasActive = false;
        boolean customIndications = false;
        boolean customDiffs = false;
        boolean customChains = false;
        if (length > MANDATORY_LENGTH) {
            attached = bits.take(1) == 1;
            hasActive = bits.take(1) == 1;
            customIndications = bits.take(1) == 1;
            customDiffs = bits.take(1) == 1;
            customChains = bits.take(1) == 1;
        }
        FrameStructure structure;
        if (attached) {
            if (!packet.startsFrame || !spare.read(bits) || spare.template(templateId) < 0) {
                return false;
            }
            structure = learn ? learn() : spare;
            packet.isKeyframe = true;
        } else {
            structure = find(templateId);
        }
        if (structure == null) {
            return true; // the packet that told the structure is missing: nothing is known
        }
        if (hasActive) {
            int high = Math.max(0, structure.decodeTargets - 16);
            int active = bits.take(high) << 16 | bits.take(structure.decodeTargets - high);
            if (learn && structure == current) {
                activeDecodeTargets = active;
            }
        }
        int template = structure.template(templateId);
        if (template < 0) {
            return false;
        }
        long indications =
                customIndications
                        ? bits.takeIndications(structure.decodeTargets)
                        : structure.indications[template];
        if (customDiffs) {
            if (!readDiffs(packet)) {
                return false;
            }
        } else {
            for (int i = 0; i < structure.diffCounts[template]; i++) {
                packet.addDependency(structure.diffs[template * FrameStructure.MAX_DIFFS + i]);
            }
        }
        for (int chain = 0; customChains && chain < structure.chains; chain++) {
            bits.take(8);
        }
        describeLayers(packet, structure, template, indications);
        return !bits.isOverrun();
    }

    /** The structure just read is the current one from now on. */
    private FrameStructure learn() {
        FrameStructure read = spare;
        FrameStructure before = current;
        if (before != null && before.hasIdsOf(read)) {
            spare = before; // a keyframe mostly says again what the one before said
        } else {
            spare = previous == null ? new FrameStructure() : previous;
            previous = before;
        }
        current = read;
        activeDecodeTargets = -1;
        return read;
    }

    private @Nullable FrameStructure find(int templateId) {
        FrameStructure now = current;
        if (now != null && now.template(templateId) >= 0) {
            return now;
        }
        FrameStructure before = previous;
        return before != null && before.template(templateId) >= 0 ? before : null;
    }

    /** §A.8.3 frame_fdiffs: each tells the length of the next in units of four bits. */
    private boolean readDiffs(SourcePacket packet) {
        int count = 0;
        for (int size = bits.take(2); size != 0; size = bits.take(2)) {
            if (count++ == FrameStructure.MAX_DIFFS) {
                return false;
            }
            packet.addDependency(bits.take(4 * size) + 1);
        }
        return true;
    }

    /**
     * Layers of the frame, and to which layers a receiver may switch at it: those of the decode
     * targets for which the frame is a switch point.
     */
    private static void describeLayers(
            SourcePacket packet, FrameStructure structure, int template, long indications) {
        int spatialId = structure.spatialIds[template];
        packet.spatialId = spatialId;
        packet.temporalId = structure.temporalIds[template];
        packet.isLayerSync = false;
        packet.joinableSpatialId = -1;
        packet.joinableTemporalId = -1;
        for (int target = 0; target < structure.decodeTargets; target++) {
            if (FrameStructure.indication(indications, target) == FrameStructure.SWITCH) {
                packet.joinableSpatialId =
                        Math.max(packet.joinableSpatialId, structure.targetSpatialIds[target]);
                if (structure.targetSpatialIds[target] == spatialId) {
                    packet.joinableTemporalId =
                            Math.max(
                                    packet.joinableTemporalId, structure.targetTemporalIds[target]);
                }
            }
        }
        if (packet.isKeyframe && structure.hasResolutions) {
            packet.width = structure.widths[structure.spatialLayers - 1];
            packet.height = structure.heights[structure.spatialLayers - 1];
        }
    }

    /** How many spatial layers the source's structure has, 0 before it told. */
    public int spatialLayers() {
        return current == null ? 0 : current.spatialLayers;
    }

    /** Spatial layers, bit by bit, of the decode targets that the source says it sends. */
    public int activeSpatialLayers() {
        FrameStructure now = current;
        int layers = 0;
        for (int target = 0; now != null && target < now.decodeTargets; target++) {
            if ((activeDecodeTargets >>> target & 1) != 0) {
                layers |= 1 << now.targetSpatialIds[target];
            }
        }
        return layers;
    }

    /**
     * Gives a descriptor another frame number, in place.
     *
     * @param offset where the descriptor begins; it has been read successfully before
     * @param change added to the number, modulo 2^16
     */
    public static void shiftFrameNumber(byte[] array, int offset, int change) {
        BigEndian.putU16(array, offset + 1, BigEndian.u16(array, offset + 1) + change);
    }
}
