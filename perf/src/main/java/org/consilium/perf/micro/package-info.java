/**
 * What single steps of the media path cost, in nanoseconds and bytes allocated per packet: SRTP
 * beside jitsi-srtp in the same run, the rewriting of a header, one packet to ten receivers.
 *
 * <p>Every benchmark works on blocks of {@link org.consilium.perf.micro.Packets#BLOCK} packets, as
 * the server works on batches, and reports per packet.
 */
@NullMarked
package org.consilium.perf.micro;

import org.jspecify.annotations.NullMarked;
