/** The graphics card: device, driver, libraries, and why it is not used. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { devicePlaces, driverPlaces, findNvidiaDriver, hasNvidiaDevice, type NvidiaDriver } from '../tensorflow/nvidia-driver.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import type { SystemCheck } from './system-report.ts'
import { attention, fact, fine, missing } from './checks.ts'
import { libraryChecks } from './cuda-libraries.ts'
import type { LoadResult } from './tensorflow.ts'

const getRuntime = { text: 'Get TensorFlow with its CUDA libraries; no CUDA toolkit is needed.', command: 'npm run setup -- gpu' }
/** The first driver for CUDA 12 (docs.nvidia.com, CUDA compatibility, minor version compatibility). */
const oldestDriver = 525
/** What the wheel of TensorFlow 2.21 is compiled for: sm_60, sm_70, sm_80, sm_89 and compute_90 (its build's configuration). */
const oldestCapability = 6
const firstWithoutCode = 10

/** Why no card is used on other systems than Linux. */
const elsewhere: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'has had no GPU build for Windows since 2.10; WSL2 gives Linux the card',
  darwin: 'has no GPU build for macOS',
}

export async function gpuChecks(location: RuntimeLocation, result: LoadResult): Promise<SystemCheck[]> {
  if (process.platform !== 'linux')
    return [
      fact(
        'GPU',
        'In use',
        `no: TensorFlow ${elsewhere[process.platform] ?? 'is not published with GPU support for this system'}`,
      ),
    ]
  const driver = findNvidiaDriver()
  if (driver === null) return withoutDriver()
  if (!hasNvidiaDevice()) return withoutDevice(driver)
  return [...(await deviceChecks()), driverCheck(driver), inUseCheck(location, result), ...libraryChecks(location, getRuntime)]
}

function withoutDriver(): SystemCheck[] {
  const cards = nvidiaCards()
  const cpu = fact('GPU', 'In use', 'no: training runs on the CPU')
  if (cards === 0) {
    return [
      fact(
        'GPU',
        'Device',
        `No NVIDIA card: looked on the PCI bus and at ${driverPlaces.join(', ')}. TensorFlow uses no other maker's.`,
      ),
      cpu,
    ]
  }
  const remedy = {
    text: "Install NVIDIA's driver and restart the computer; on Debian (non-free) as below, on Ubuntu: sudo ubuntu-drivers install.",
    command: 'sudo apt-get install -y nvidia-driver',
  }
  return [
    attention(
      'GPU',
      'Device',
      `${cards === 1 ? 'An NVIDIA card' : `${cards} NVIDIA cards`} on the PCI bus, without a driver`,
      'no driver',
      remedy,
    ),
    cpu,
  ]
}

function withoutDevice({ version, place }: NvidiaDriver): SystemCheck[] {
  return [
    fact('GPU', 'Driver', `${version ?? 'found'}, told by ${place}`),
    attention('GPU', 'Device', `None of ${devicePlaces.join(', ')} is here: this container may not use the card.`, 'shut out', {
      text: 'Start the container with access to the card, for example docker run --gpus all.',
    }),
    fact('GPU', 'In use', 'no: training runs on the CPU'),
  ]
}

function driverCheck({ version, place }: NvidiaDriver): SystemCheck {
  if (version === null) return fine('GPU', 'Driver', `lent by Windows, ${place}`, 'found')
  if (Number(version.split('.')[0]) >= oldestDriver) return fine('GPU', 'Driver', version, 'new enough')
  return attention('GPU', 'Driver', `${version}; CUDA 12 needs ${oldestDriver} or newer`, 'too old', {
    text: "Install a newer driver by your system's package manager and restart the computer.",
  })
}

function inUseCheck(location: RuntimeLocation, result: LoadResult): SystemCheck {
  if (location.kind === 'missing' || location.variant === 'cpu') {
    return missing('GPU', 'In use', 'no: the GPU runtime is not on this computer', 'not used', getRuntime)
  }
  if (result.ok && result.loaded.gpu) return fine('GPU', 'In use', 'yes', 'in use')
  const why = result.ok ? result.said.slice(0, 3).join(' ') || 'TensorFlow does not say why' : result.reason
  return attention('GPU', 'In use', `no: ${why}`, 'not used', {
    text: 'Look at the driver and the libraries listed here; until then training runs on the CPU.',
  })
}

/** NVIDIA's cards on the PCI bus: by vendor 0x10de and class 0x03 (display controllers). */
function nvidiaCards(): number {
  const bus = '/sys/bus/pci/devices'
  if (!existsSync(bus)) return 0
  const read = (device: string, file: string): string => {
    const path = join(bus, device, file)
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  }
  return readdirSync(bus).filter((device) => read(device, 'vendor') === '0x10de' && read(device, 'class').startsWith('0x03'))
    .length
}

async function deviceChecks(): Promise<SystemCheck[]> {
  try {
    const query = ['--query-gpu=name,memory.total,compute_cap', '--format=csv,noheader']
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 10_000 })
    return stdout.trim().split('\n').map(deviceCheck)
  } catch {
    // The driver runs, only its tool is not on the PATH.
    return [fine('GPU', 'Device', 'NVIDIA device; nvidia-smi is not here to name it', 'found')]
  }
}

/** One line of nvidia-smi: name, memory, compute capability, which decides whether TensorFlow has code for the card. */
export function deviceCheck(line: string): SystemCheck {
  const [name = '', memory = '', capability = ''] = line.split(',').map((part) => part.trim())
  const device = `${name}, ${memory}, compute ${capability}`
  const number = Number(capability)
  // An old driver does not tell.
  if (!Number.isFinite(number) || capability === '') return fine('GPU', 'Device', `${name}, ${memory}`, 'found')
  if (number >= oldestCapability && number < firstWithoutCode) return fine('GPU', 'Device', device, 'found')
  const which =
    number < oldestCapability
      ? `older than ${oldestCapability.toFixed(1)}`
      : `${firstWithoutCode.toFixed(1)} and later (Blackwell)`
  return attention('GPU', 'Device', `${device}: TensorFlow 2.21 has no code for ${which}`, 'not supported', {
    text: 'Use a card from Pascal to Hopper (compute 6.0 to 9.0); until then train on the CPU: --device cpu.',
  })
}
