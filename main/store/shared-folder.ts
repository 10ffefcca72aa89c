import { statfsSync } from 'node:fs'
import path from 'node:path'

/** Kinds of file systems, as Linux numbers them, that several machines (or a virtual one and its owner) may write. */
const SHARED_KINDS: Record<number, string> = {
  0x6969: 'NFS',
  0x517b: 'SMB',
  0xff534d42: 'CIFS',
  0xfe534d42: 'SMB 2',
  0x65735546: 'FUSE (sshfs, virtiofs and others)',
  0x01021997: '9P',
  0x5346414f: 'AFS',
  0x00c36400: 'Ceph',
  0x0bd00bd0: 'Lustre',
  0x47504653: 'GPFS',
  0x73757245: 'Coda',
  0x01161970: 'GFS 2',
  0x7461636f: 'OCFS 2',
  0x19830326: 'BeeGFS',
  0x786f4256: 'VirtualBox shared folder',
}

/** Whether other machines may write in the folder of a file, as far as the system says. */
export function isSharedAmongMachines(file: string): boolean {
  if (process.platform === 'win32') return path.resolve(file).startsWith('\\\\')
  return process.platform === 'linux' && isSharedKind(statfsSync(path.dirname(file)).type)
}

/** File systems in which the system describes itself: proc and sysfs. */
const KINDS_OF_SYSTEM = [0x9fa0, 0x62656572]

/** Whether a file holds what the system makes up when it is read, which may be without end. */
export function isMadeUpBySystem(file: string): boolean {
  return process.platform === 'linux' && KINDS_OF_SYSTEM.includes(statfsSync(file).type)
}

/** `kind` as statfs gives it; 32 bits, which some systems give with a sign. */
export function isSharedKind(kind: number): boolean {
  return Object.hasOwn(SHARED_KINDS, kind >>> 0)
}
