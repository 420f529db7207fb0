import common from './fr/common.json'
import devices from './fr/devices.json'
import joining from './fr/joining.json'

/** What the join page says, and what every page may say. */
export const resources = { common, devices, joining }
