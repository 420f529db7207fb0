/** Test fixture: a network in virtual time, seeded, for any two ends that exchange datagrams. */
@NullMarked
package org.consilium.media.simulation;

import org.jspecify.annotations.NullMarked;
