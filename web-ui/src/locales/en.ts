import call from './en/call.json'
import chat from './en/chat.json'
import common from './en/common.json'
import consults from './en/consults.json'
import devices from './en/devices.json'
import joining from './en/joining.json'
import signIn from './en/sign-in.json'
import users from './en/users.json'

export const resources = { call, chat, common, consults, devices, joining, signIn, users }
